// Properties: what an installation sets of librdkafka, as a file of NAME=VALUE lines; everything is
// passed through, but what would break "exactly once" is refused with the reason.
//
//   auto properties = read_properties("kafka.properties");
//   security.protocol=SASL_SSL
//   sasl.mechanisms=SCRAM-SHA-512
#pragma once

#include <filesystem>
#include <optional>

#include "connectors/kafka/options.h"
#include "engine/model/result.h"

namespace liaison::kafka {

// Why this one is not for an installation to set; none: it is.
std::optional<std::string> refusal_of(std::string_view property);
// All faults at once, each "FILE:LINE: expected X, but Y". Names and values that librdkafka does
// not know are told when the first client is made.
Result<Properties> parse_properties(std::string_view text, const std::string& file);
Result<Properties> read_properties(const std::filesystem::path& file);

// The properties of a client of ours, those of the installation among them.
Properties for_turns(const Cluster&, const std::string& transactional_id);
Properties for_submitting(const Cluster&);
Properties for_readings(const Cluster&);    // committed records up to an end that is known
Properties for_inputs(const Cluster&);      // committed records, with events at the end
Properties for_watermarks(const Cluster&);  // sees uncommitted ends
Properties for_members(const Cluster&, const std::string& group, const std::string& instance);
Properties for_administration(const Cluster&);

}  // namespace liaison::kafka
