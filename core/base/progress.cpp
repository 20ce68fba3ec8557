#include "core/base/progress.h"

#include <utility>

namespace slipway {

Progress::Progress(Listener listener) : m_listener(std::move(listener)) {}

void Progress::update(double fraction, const std::string& message) {
    std::lock_guard lock(m_mutex);
    if (m_listener) m_listener(fraction, message);
}

SubProgress::SubProgress(Progress& parent, double from, double to)
    : Progress([&parent, from, to](double fraction, const std::string& message) {
          parent.update(fraction < 0 ? fraction : from + (to - from) * fraction, message);
      }),
      m_forward(parent.token(), [this] { cancel(); }) {}

} // namespace slipway
