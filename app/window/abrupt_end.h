// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

namespace asge {

/// While it lives, a library that ends the program loses no training: Qt's X11 part calls exit()
/// when the X server is gone, and Qt's Wayland part and GTK call _exit(). Both functions are
/// defined in this file in place of the C library's. They stop all trainings, wait until these are
/// closed in the store, and end the program without destroying what other threads still use.
class AbruptEnd {
  public:
    AbruptEnd();
    ~AbruptEnd();
    AbruptEnd(const AbruptEnd&) = delete;
    AbruptEnd& operator=(const AbruptEnd&) = delete;

    /// Names what is about to end the program, for the run's reason: "the loss of the display".
    static void expect(const char* cause);
    /// Ends the program so.
    [[noreturn]] static void now(int status);
};

} // namespace asge
