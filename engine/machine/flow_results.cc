// What a step is given and what it leaves behind: input.from, output.as, export.as, the sheet.
#include "engine/machine/flow.h"

namespace liaison {

void merge_into_sheet(Draft& draft, const Step& step, const Doc& value) {
  draft.emit(SheetMerged{step.name, value});
  if (size_of(*draft.now.data.sheet) > draft.context.limits().sheet_bytes) {
    throw Stuck{step.name, "expected a sheet of at most " +
                               std::to_string(draft.context.limits().sheet_bytes) +
                               " bytes, but this result would pass that"};
  }
  sheet_changed(draft);
}

Doc transformed_input(Draft& draft, const Step& step, const Doc& raw) {
  if (step.input_from) return evaluate(draft, *step.input_from, *raw, {&step, raw, {}});
  return is_verb(step) ? draft.now.data.sheet : raw;
}

Doc input_of(const Draft& draft, const Step& step) {
  const auto kept = draft.now.data.inputs.find(step.name);
  return kept == draft.now.data.inputs.end() ? draft.now.data.sheet : kept->second;
}

Doc keep_result(Draft& draft, const Step& step, const Doc& raw) {
  const bool verb = is_verb(step);
  const Scope scope{&step, input_of(draft, step), raw};
  Doc output = raw;
  if (step.output_as) output = evaluate(draft, *step.output_as, *raw, scope);
  if (step.export_as) {
    Doc sheet = evaluate(draft, *step.export_as, *output, scope);
    if (!sheet->is_object()) {
      throw Stuck{step.name, "expected export.as to give an object, but it gave " + sheet->dump()};
    }
    draft.emit(SheetReplaced{sheet});
    sheet_changed(draft);
  } else if (verb) {
    merge_into_sheet(draft, step, raw);
  }
  return verb && !step.output_as ? draft.now.data.sheet : output;
}

}  // namespace liaison
