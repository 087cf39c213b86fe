// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

namespace asge {

// Threads that the calling thread starts afterwards, LibTorch's among them, inherit its priority.
// If the system refuses, it stays as it was.

/// Lets the window's thread go first. Without other load this has no effect on the speed.
void yieldToWindow();

/// Lets the calling thread run only when a processor has nothing else to do.
void runWhenIdle();

} // namespace asge
