// POST /v1/definitions {"files": [{"path", "text"}], "dryRun"}: a folder of workflows is put in
// force, the whole of it or nothing; or only what that would change is told.
#include "connectors/http/api.h"
#include "engine/runtime/deployment.h"

namespace liaison::http {
namespace {

Result<std::vector<SourceFile>> files_in(const Json& body) {
  const Error no = invalid(R"(expected {"files": [{"path": "…", "text": "…"}]}, but it is not)");
  if (!body.is_object() || !body.contains("files") || !body["files"].is_array()) return no;
  std::vector<SourceFile> files;
  for (const Json& file : body["files"]) {
    const auto has = [&](const char* name) {
      return file.contains(name) && file[name].is_string();
    };
    if (!file.is_object() || !has("path") || !has("text")) return no;
    files.push_back({file["path"].get<std::string>(), file["text"].get<std::string>()});
  }
  return files;
}

Response refused(const std::vector<std::string>& reasons) {
  return problem(422, "refused", reasons.empty() ? "expected workflows without fault" : reasons[0],
                 reasons);
}

// Faults alone: what is only doubtful does not keep a folder out.
std::vector<std::string> faults_in(const Loaded& loaded) {
  std::vector<std::string> faults;
  for (const Fault& fault : loaded.faults) {
    if (!fault.warning) faults.push_back(to_text(fault));
  }
  return faults;
}

std::vector<std::string> faults_in(const std::vector<WorkflowChange>& changes) {
  std::vector<std::string> faults;
  for (const WorkflowChange& change : changes) {
    if (change.is_fault()) faults.push_back(change.fault);
  }
  return faults;
}

// Partitions of other nodes would not take it, and nobody would tell them.
Response only_some(const std::vector<PartitionNumber>& theirs) {
  std::string numbers;
  for (const PartitionNumber number : theirs) {
    numbers += (numbers.empty() ? "" : ", ") + std::to_string(number);
  }
  return problem(503, "elsewhere",
                 "expected one node that serves all partitions, but others serve " + numbers +
                     ": put the folder on every node and start them one after the other with "
                     "--workflows");
}

}  // namespace

Response Api::deploy(const Request& request, const std::optional<Actor>& who) const {
  if (who && who->role != "operator") {
    return problem(403, "not-yours", "expected a token with the role operator, but " + who->id);
  }
  const Json body = Json::parse(request.body, nullptr, false);
  const auto files = files_in(body);
  if (!files) return response_to(files.error());
  if (const auto theirs = node_.elsewhere(); !theirs.empty()) return only_some(theirs);
  const bool dry = body.value("dryRun", Json(false)) == Json(true);
  const Loaded loaded = load(*files);
  if (!loaded.ok()) return refused(faults_in(loaded));
  if (loaded.definitions.empty()) return refused({"expected a workflow, but there is none"});
  const auto changes = deployment(node_.view(), loaded.definitions, dry);
  if (!changes) return response_to(changes.error());
  if (const auto faults = faults_in(*changes); !faults.empty()) return refused(faults);
  if (!dry) {
    if (const auto done = node_.activate(loaded.definitions); !done) {
      return done.error().kind == Error::Kind::kInvalid ? refused({done.error().message})
                                                        : response_to(done.error());
    }
  }
  return json_response(200, {{"deployed", !dry}, {"workflows", shown(*changes)}});
}

}  // namespace liaison::http
