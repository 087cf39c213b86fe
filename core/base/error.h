// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <stdexcept>
#include <string>

namespace asge {

/// The base of all exceptions of core. `what()` is a single line that names the place: the file,
/// the field path, the layer or the run. Programs print it unchanged.
class Error : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

/// The user's input is wrong: an experiment, a data file, a run's id, a file that is not a store,
/// an argument. Programs exit with 2.
class BadInput : public Error {
  public:
    using Error::Error;
};

/// The operation has ended because the user asked for it; this is not an error.
class Interrupted : public Error {
  public:
    using Error::Error;
};

/// Another process trains the run, or has trained it since it was looked up.
class RunUnavailable : public BadInput {
  public:
    using BadInput::BadInput;
};

/// The sender of a command has withdrawn it before it took effect.
class CommandWithdrawn : public Error {
  public:
    using Error::Error;
};

/// A run can never be resumed: its data have changed, or its checkpoint can't be read.
class CannotResume : public BadInput {
  public:
    using BadInput::BadInput;
};

/// The store could not be read or written: it is locked for too long, damaged or read-only, or the
/// disk is full.
class StoreError : public Error {
  public:
    using Error::Error;
};

/// Other programs have kept the store locked for longer than the timeout.
class StoreLocked : public StoreError {
  public:
    using StoreError::StoreError;
};

} // namespace asge
