#include "core/train/methods/method.h"

#include "core/error.h"

#include <string>

namespace asge {

const Method& methodNamed(std::string_view name) {
    if (name == "asge") {
        return asgeMethod();
    }
    throw BadInput("method: '" + std::string(name) + "' is not known");
}

} // namespace asge
