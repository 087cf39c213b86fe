// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/store/codec.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace asge {

/// Binds values to a statement's parameters in order, beginning with the first.
class Binder {
  public:
    explicit Binder(SQLite::Statement& statement) : statement_(statement) {}

    Binder& integer(std::int64_t value) {
        statement_.bind(++index_, value);
        return *this;
    }
    Binder& real(double value) { // NaN becomes NULL
        statement_.bind(++index_, value);
        return *this;
    }
    Binder& optionalReal(std::optional<double> value) { // nothing becomes NULL
        if (value) {
            return real(*value);
        }
        statement_.bind(++index_);
        return *this;
    }
    Binder& text(std::string_view value) {
        statement_.bind(++index_, std::string(value));
        return *this;
    }
    /// The bytes are not copied and must outlive the statement's execution.
    Binder& blob(std::string_view bytes) {
        bindBlob(statement_, ++index_, bytes);
        return *this;
    }

  private:
    SQLite::Statement& statement_;
    int index_ = 0;
};

/// Executes and resets a statement that is used for many rows.
inline void execute(SQLite::Statement& statement) {
    statement.exec();
    statement.reset();
}

} // namespace asge
