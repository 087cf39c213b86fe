#pragma once

namespace asge {

/// While it lives, exit() does as `now` does, whichever library calls it: Qt's X11 part and Xlib do
/// when the X server is gone. Static objects that other threads still use are not destroyed then.
/// exit() calls its handlers in the reverse order of their registration, so this should be made
/// after what the program uses.
class AbruptEnd {
  public:
    AbruptEnd();
    ~AbruptEnd();
    AbruptEnd(const AbruptEnd&) = delete;
    AbruptEnd& operator=(const AbruptEnd&) = delete;

    /// To be called after a library has been loaded, so that exit() comes to this before it
    /// destroys that library's objects. From any thread.
    static void renew();
    /// Stops all trainings because of `cause`, waits until they are closed in the store, and ends
    /// the program with status 1. From any thread but a training's.
    [[noreturn]] static void now(const char* cause);
};

} // namespace asge
