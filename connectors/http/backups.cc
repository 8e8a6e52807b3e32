// POST /v1/backups {"directory": "/var/backups/x"}: a copy of the store on the server's own disk.
#include <filesystem>

#include "connectors/http/api.h"

namespace liaison::http {

Response Api::make_backup(const Request& request, const std::optional<Actor>& who) const {
  if (who && who->role != "operator") {
    return problem(403, "not-yours", "expected a token with the role operator, but " + who->id);
  }
  if (!options_.backup) {
    return problem(404, "no-such-path", "expected a store on this machine, but there is none");
  }
  const Json body = Json::parse(request.body, nullptr, false);
  const bool said = body.is_object() && body.contains("directory") && body["directory"].is_string();
  const std::string to = said ? body["directory"].get<std::string>() : "";
  if (!std::filesystem::path(to).is_absolute()) {
    return problem(400, "invalid", "expected {\"directory\": an absolute path}, but it is not");
  }
  if (const auto made = options_.backup(to); !made) return response_to(made.error());
  return json_response(200, {{"backup", to}});
}

}  // namespace liaison::http
