// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

namespace asge {

/// While an object of this class exists, a library that ends the program does not lose trainings.
/// Qt's X11 plugin calls exit() when the X server is gone; Qt's Wayland plugin and GTK call
/// _exit(). This file defines both functions in place of the C library's. They stop all trainings,
/// wait until these are closed in the store, and end the program without destroying what other
/// threads still use.
class AbruptEnd {
  public:
    AbruptEnd();
    ~AbruptEnd();
    AbruptEnd(const AbruptEnd&) = delete;
    AbruptEnd& operator=(const AbruptEnd&) = delete;

    /// Names what is about to end the program, as the reason that runs get: "the loss of the
    /// display".
    static void expect(const char* cause);
    /// Ends the program in that way.
    [[noreturn]] static void now(int status);
};

} // namespace asge
