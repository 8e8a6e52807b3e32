// Which names and addresses are this machine, said by itself: exactly, and nothing that only begins
// like one ("127.0.0.1.evil.example" is anybody's).
#pragma once

#include <string_view>

namespace liaison::http {

// "localhost", "::1", or 127.x.y.z: what only this machine can reach.
bool is_loopback(std::string_view name);
// The same as the value of a Host header: with an optional port, and brackets around "::1".
bool is_local_host(std::string_view host);

}  // namespace liaison::http
