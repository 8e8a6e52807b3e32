// Events: which ones are meant, who waits for them (listen, whenever), and who puts them out.
#include <algorithm>

#include "engine/language/compiler.h"
#include "engine/language/tables.h"
#include "engine/language/values.h"

namespace liaison::language {

// ---- which events ---------------------------------------------------------------------------

void Compiler::read_filter(const Node& with, EventFilter& filter, Dot dot) {
  for (std::size_t i = 0; i < with.keys.size(); ++i) {
    const Node& key = with.keys[i];
    const Node& value = with.items[i];
    if (key.text == "data") {
      filter.data = marked_expression(&value, dot);
    } else if (!value.is_text() || value.text.empty()) {
      fault(value, "expected text for '" + key.text + "', but " + shown(value));
    } else if (is_expression(value.text)) {
      faults_.later_expression(value.mark(), value.text);
    } else if (key.text == "type") {
      check_event_type(value);
      filter.type = value.text;
    } else if (key.text == "source" || key.text == "subject" || key.text == "id") {
      filter.attributes[key.text] = value.text;
    } else {
      faults_.later(key.mark(), key.text);  // an attribute that nothing matches yet
    }
  }
  if (!with.find("type")) fault(with, "expected the key 'type' in with, but it is missing");
}

void Compiler::check_event_type(const Node& type) {
  if (!folder_.sections.contains("events")) return check_event_name(type);
  const Entry* event = folder_.find("events", type.text);
  if (!event) {
    return fault(type, "expected an event of the common files' events, but " + said(type.text) +
                           " is none" + did_you_mean(type.text, folder_.names("events")));
  }
  used_.emplace("events", type.text);
}

// { with: … }, on the event's data.
EventFilter Compiler::event_filter(const Node& node) {
  EventFilter filter;
  const Fields fields(node, filter_table(), faults_);
  if (const Node* with = fields["with"]) read_filter(*with, filter, Dot::kOther);
  return filter;
}

std::vector<EventFilter> Compiler::event_filters(const Node& list) {
  std::vector<EventFilter> filters;
  for (const Node& each : list.items) filters.push_back(event_filter(each));
  return filters;
}

// ---- listen, whenever -----------------------------------------------------------------------

Listen Compiler::read_listen(const Fields& fields, Listen made) {
  const Fields listen(*fields["listen"], listen_table(), faults_);
  if (listen["to"]) read_listen_to(*listen["to"], made);
  if (const Node* read = listen["read"]) {
    if (read->text == "raw") faults_.later(read->mark(), read->text);
    if (read->text == "envelope") made.read = Listen::Read::kEnvelope;
  }
  made.for_each = fields.has("foreach");
  if (!fields["foreach"]) return made;
  const Node& node = *fields["foreach"];
  const Fields each(node, foreach_table(), faults_);
  made.item = variable(each["item"], "item");
  made.at = variable(each["at"], "index");
  if (made.item == made.at) {
    fault(node, "expected two names in 'item' and 'at', but both are " + said(made.item));
  }
  return made;
}

void Compiler::read_listen_to(const Node& node, Listen& made) {
  const Fields to(node, listen_to_table(), faults_);
  const int given = to.has("one") + to.has("any") + to.has("all");
  if (node.is_map() && given != 1) {
    fault(node, std::string("expected either 'one', 'any' or 'all' in listen.to, but ") +
                    (given == 0 ? "there is none" : "there are several"));
  }
  if (to["one"]) made.filters.push_back(event_filter(*to["one"]));
  for (const char* key : {"any", "all"}) {
    if (!to[key]) continue;
    made.to = key == std::string_view("any") ? Listen::To::kAny : Listen::To::kAll;
    made.filters = event_filters(*to[key]);
  }
  if (to["all"] && made.filters.empty()) {
    fault(*to["all"], "expected the events to wait for, but an empty list");
  }
  const Node* until = to["until"];
  check_beside(to, "until", "any");
  if (!until) return;
  if (until->is_text()) {
    made.until = condition(until, Dot::kOther);
    return;
  }
  const Fields events(*until, until_table(), faults_);
  if (events["one"]) made.until_event.push_back(event_filter(*events["one"]));
  if (events["any"]) made.until_event = event_filters(*events["any"]);
  if (events.has("one") == events.has("any") && !events.has("all")) {
    fault(*until, "expected either 'one' or 'any' in until, but " +
                      std::string(events.has("one") ? "both are there" : "neither is there"));
  }
}

void Compiler::read_handler(StepIndex index) {
  const Node& body = *sources_[static_cast<std::size_t>(index)].body;
  const Fields fields(body, handler_table(), faults_);
  flow_unclear_ |= !body.is_map();
  if (!body.is_map()) return;
  Step& step = definition_->steps[static_cast<std::size_t>(index)];
  step.if_ = condition(fields["if"]);
  step.then = directive(fields["then"], {}, "the top list");
  if (step.then.kind == Directive::Kind::kExit) {
    fault(*fields["then"],
          "expected continue, end or a step of the top list, but " + shown(*fields["then"]));
  }
  Listen listen = std::get<Listen>(std::move(step.act));
  if (fields["listen"]) listen = read_listen(fields, std::move(listen));
  listen.for_each = true;
  const Node* to = fields["listen"] ? fields["listen"]->find("to") : nullptr;
  for (const char* key : {"all", "until"}) {
    const Node* written = to && to->is_map() ? to->key_of(key) : nullptr;
    if (!written) continue;
    fault(*written,
          "expected one or any in a handler, which takes one event after the other, "
          "but " +
              shown(*written));
  }
  step.act = std::move(listen);
}

// ---- emit -----------------------------------------------------------------------------------

Emit Compiler::read_emit(const Node& node) {
  Emit made;
  made.event = Json::object();
  const Node* event = Fields(node, emit_table(), faults_)["event"];
  const Node* with = event ? Fields(*event, emit_event_table(), faults_)["with"] : nullptr;
  if (!with) return made;
  for (const char* key : {"source", "type"}) {
    const Node* text = with->find(key);
    if (!text)
      fault(*with, "expected the key '" + std::string(key) + "' in with, but it is missing");
    else if (!text->is_text()) fault(*text, "expected text, but " + shown(*text));
  }
  if (const Node* type = with->find("type"); type && type->is_text()) {
    made.type = plain_text(type);
    if (!reads_as_expression(*type)) check_emitted(*type, *with);
  }
  made.event = holds_expression(*with) ? Rule(built(*with, Dot::kOther).value_or(Expression{}))
                                       : Rule(to_json(*with));
  return made;
}

// Nobody in the engine would take it from a case otherwise: they hold every sender to `sentBy`.
void Compiler::check_sent_by_case(const Node& type, const Node* sent_by) {
  if (!sent_by) return;
  const std::vector<const Node*> senders = each_of(*sent_by);
  std::string others;
  for (const Node* sender : senders) {
    if (sender->text == "case") return;
    others += (others.empty() ? "" : ", ") + sender->text;
  }
  if (others.empty()) return;  // a fault of its own
  fault(type, "expected an event that a case may send (sentBy: case), but " + said(type.text) +
                  " is sent by " + others);
}

// An event of ours, with the data that the common files say it must hold.
void Compiler::check_emitted(const Node& type, const Node& with) {
  if (is_engine_event(type.text)) return check_event_name(type);
  check_event_type(type);
  const Entry* event = folder_.find("events", type.text);
  if (!event || !event->value->is_map()) return;
  check_sent_by_case(type, event->value->find("sentBy"));
  const Node* form = event->value->find("data");
  if (form && form->is_text()) {
    const Entry* shared = folder_.find("results", form->text);
    form = shared ? shared->value : nullptr;
  }
  const Node* required = form && form->is_map() ? form->find("required") : nullptr;
  const Node* data = with.find("data");
  if (!required || !required->is_list() || (data && !data->is_map())) return;
  for (const Node& name : required->items) {
    if (data && data->find(name.text)) continue;
    fault(data ? *data : with, "expected the key " + said(name.text) + " in the data of " +
                                   said(type.text) + ", but it is missing");
  }
}

}  // namespace liaison::language
