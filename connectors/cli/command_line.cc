#include "connectors/cli/command_line.h"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <iostream>

#include "connectors/cli/terminal.h"
#include "connectors/cli/words.h"
#include "connectors/http/message.h"

namespace liaison::cli {

struct Command::Parts {
  explicit Parts(CLI::App* a) : app(a) {}
  CLI::App* app;
  std::vector<std::unique_ptr<Command>> subs;
  std::string examples;
};

namespace {

// CLI11 counts bytes; a Chinese character is three of them and two columns.
class HelpFormat : public CLI::Formatter {
 public:
  std::string make_option(const CLI::Option* option, bool is_positional) const override {
    return row(make_option_name(option, is_positional) + make_option_opts(option),
               make_option_desc(option));
  }
  std::string make_subcommand(const CLI::App* sub) const override {
    return row(sub->get_name(), sub->get_description());
  }

 private:
  std::string row(const std::string& name, const std::string& help) const {
    const std::string left = "  " + name;
    const bool fits = width_of(left) < column_width_;
    return (fits ? padded(left, column_width_) : left + "\n" + std::string(column_width_, ' ')) +
           help + "\n";
  }
};

std::string footer(const std::string& examples) {
  return (examples.empty() ? "" : say("Examples:") + examples + "\n\n") +
         say("--lang zh or --lang en chooses the language of any command.");
}

std::unique_ptr<Command> make_command(CLI::App& parent, const std::string& name,
                                      const std::string& help) {
  CLI::App* app = parent.add_subcommand(name, help);
  app->group(say("Commands"));
  app->set_help_flag("-h,--help", say("shows this and ends"))->group(say("Options"));
  app->footer(footer(""));
  return std::make_unique<Command>(std::make_unique<Command::Parts>(app));
}

}  // namespace

Command::Command(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Command::~Command() = default;

Command& Command::sub(const std::string& name, const std::string& help) {
  parts_->app->require_subcommand(1);
  return *parts_->subs.emplace_back(make_command(*parts_->app, name, help));
}

Command& Command::argument(const std::string& name, std::string& into, const std::string& help,
                           bool required) {
  parts_->app->add_option(name, into, help)->required(required)->type_name("");
  return *this;
}

Command& Command::arguments(const std::string& name, std::vector<std::string>& into,
                            const std::string& help) {
  parts_->app->add_option(name, into, help)->required()->type_name("");
  return *this;
}

Command& Command::option(const std::string& name, std::string& into, const std::string& value,
                         const std::string& help) {
  parts_->app->add_option(name, into, help)->type_name(value)->group(say("Options"));
  return *this;
}

Command& Command::option(const std::string& name, std::vector<std::string>& into,
                         const std::string& value, const std::string& help) {
  parts_->app->add_option(name, into, help)
      ->type_name(value)
      ->allow_extra_args(false)
      ->group(say("Options"));
  return *this;
}

Command& Command::flag(const std::string& name, bool& into, const std::string& help) {
  parts_->app->add_flag(name, into, help)->group(say("Options"));
  return *this;
}

Command& Command::required(const std::string& option) {
  parts_->app->get_option(option)->required();
  return *this;
}

Command& Command::example(const std::string& line) {
  parts_->examples += "\n  " + line;
  parts_->app->footer(footer(parts_->examples));
  return *this;
}

Command& Command::run(std::function<int()> action) {
  // The exit code leaves the library's callback as its own kind of exception.
  parts_->app->final_callback([action = std::move(action)] {
    if (const int code = action(); code != kDone) throw CLI::RuntimeError(code);
  });
  return *this;
}

struct CommandLine::Parts {
  Parts(const std::string& help, const std::string& name) : app(help, name) {}
  CLI::App app;
  std::vector<std::unique_ptr<Command>> commands;
  std::string language;  // read before anything else, by words.h; here only to be known
};

CommandLine::CommandLine(const std::string& name, const std::string& help,
                         const std::string& version)
    : parts_(std::make_unique<Parts>(help, name)) {
  CLI::App& app = parts_->app;
  app.set_help_flag("-h,--help", say("shows this and ends"))->group(say("Options"));
  app.set_version_flag("--version", name + " " + version, say("shows the version and ends"))
      ->group(say("Options"));
  app.add_option("--lang", parts_->language, say("language of texts for people: zh or en"))
      ->type_name("LANG")
      ->group(say("Options"));
  app.require_subcommand(1);
  app.fallthrough();
  auto formatter = std::make_shared<HelpFormat>();
  formatter->column_width(34);
  formatter->label("OPTIONS", say("OPTIONS"));
  formatter->label("SUBCOMMAND", say("COMMAND"));
  formatter->label("SUBCOMMANDS", say("COMMANDS"));
  formatter->label("Usage", say("Usage"));
  formatter->label("Positionals", say("Arguments"));
  formatter->label("REQUIRED", say("(required)"));
  app.formatter(formatter);
}

CommandLine::~CommandLine() = default;

Command& CommandLine::command(const std::string& name, const std::string& help) {
  auto made = make_command(parts_->app, name, help);
  return *parts_->commands.emplace_back(std::move(made));
}

namespace {

// The innermost command that was given: its options are those that were meant.
CLI::App* innermost(CLI::App* app) {
  while (!app->get_subcommands().empty()) app = app->get_subcommands().front();
  return app;
}

std::vector<std::string> known_to(const CLI::App* app, bool options) {
  std::vector<std::string> names;
  if (!options) {
    for (const CLI::App* sub : app->get_subcommands({})) names.push_back(sub->get_name());
    return names;
  }
  for (; app != nullptr; app = app->get_parent()) {
    for (const CLI::Option* option : app->get_options()) {
      for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
    }
  }
  return names;
}

std::string path_of(const CLI::App* app) {
  std::string path = app->get_name();
  while ((app = app->get_parent()) != nullptr) path = app->get_name() + " " + path;
  return path;
}

int explain(const CLI::ParseError& error, CLI::App& root) {
  CLI::App* app = innermost(&root);
  const std::vector<std::string> extra = root.remaining(true);
  std::string message = error.what();
  if (!extra.empty()) {
    const std::string word = extra.front().substr(0, extra.front().find('='));
    const bool is_option = word.starts_with("-");
    message = say("unknown: '{0}'", {word});
    const std::string near = http::nearest(word, known_to(app, is_option));
    if (!near.empty()) message += say(" (did you mean '{0}'?)", {near});
  } else if (dynamic_cast<const CLI::RequiredError*>(&error) != nullptr) {
    message = say("something is missing: {0}", {message});
  }
  std::cerr << message << '\n' << say("see: {0} --help", {path_of(app)}) << '\n';
  return kUsage;
}

}  // namespace

int CommandLine::parse_and_run(int argc, const char* const* argv) {
  CLI::App& app = parts_->app;
  try {
    app.parse(argc, argv);
    return kDone;
  } catch (const CLI::RuntimeError& code) {
    return code.get_exit_code();
  } catch (const CLI::Success& asked) {  // help or version
    return app.exit(asked, std::cout, std::cerr);
  } catch (const CLI::ParseError& error) {
    return explain(error, app);
  }
}

}  // namespace liaison::cli
