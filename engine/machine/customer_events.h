// What an event about a customer leads to, where it is no fact: it opens and joins cases, the open
// cases that listen are offered it, and it is kept for listeners that come later.
#pragma once

#include "engine/machine/draft.h"

namespace liaison {

Events decide_event(const Customer&, const Context&, const Command&, const TakeRequest&);

// ---- kept_events.cc --------------------------------------------------------------------------
// How the customer keeps the event, and what it forgets for it; nothing where it is too large. It
// is kept as long as that one of the definitions wants which wants it longest.
std::optional<EventKept> kept(const Customer&, const Context&, const Command&, const TakeRequest&,
                              const std::vector<const Definition*>& listening);

}  // namespace liaison
