// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <array>
#include <chrono>
#include <cstddef>

namespace asge {

/// The parts of a training step.
enum class Phase {
    data,      ///< preparing the images of the batch
    forward,   ///< convolutions
    goodness,  ///< goodness, logits, loss, and the gradient of the loss at the activations
    gradient,  ///< weight gradients
    optimizer, ///< the update
    nextInput, ///< pooling and normalisation
};

inline constexpr std::size_t kPhases = 6;

/// Seconds that each phase took.
struct PhaseSeconds {
    std::array<double, kPhases> seconds{};

    double& operator[](Phase phase) { return seconds[static_cast<std::size_t>(phase)]; }
    double operator[](Phase phase) const { return seconds[static_cast<std::size_t>(phase)]; }
};

/// A stopwatch that adds up the time of each phase.
class LapTimer {
  public:
    explicit LapTimer(PhaseSeconds& into) : into_(into) {}

    /// Adds the time since the last lap to `phase`.
    void lap(Phase phase) {
        const auto now = std::chrono::steady_clock::now();
        into_[phase] += std::chrono::duration<double>(now - last_).count();
        last_ = now;
    }

  private:
    PhaseSeconds& into_;
    std::chrono::steady_clock::time_point last_ = std::chrono::steady_clock::now();
};

} // namespace asge
