#pragma once

#include <stdexcept>
#include <string>

namespace asge {

/// The one exception family of core. `what()` is a single line that names the place: the file, the
/// field path, the layer or the run. Programs print it as it is.
class Error : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

/// The user's input is wrong: an experiment, a data file, the id of a run, a file that is no store,
/// an argument. Programs exit with 2.
class BadInput : public Error {
  public:
    using Error::Error;
};

/// What was under way has ended because the user asked for it: nothing is wrong.
class Interrupted : public Error {
  public:
    using Error::Error;
};

/// A run can't be had: another process trains it, or has trained it since it was looked at.
class RunTaken : public BadInput {
  public:
    using BadInput::BadInput;
};

/// A run can't go on, also later: its data are others now, or its checkpoint can't be read.
class CannotGoOn : public BadInput {
  public:
    using BadInput::BadInput;
};

/// The store cannot do what was asked: busy beyond its patience, full disk, damaged,
/// read-only.
class StoreError : public Error {
  public:
    using Error::Error;
};

/// Other programs held what was needed of the store for longer than we wait.
class StoreLocked : public StoreError {
  public:
    using StoreError::StoreError;
};

} // namespace asge
