#include "core/data/split_names.h"

#include <algorithm>
#include <array>

namespace asge {

namespace {

constexpr std::array<SplitName, 10> kSplitNames{{{"train", SplitRole::train},
                                                 {"training", SplitRole::train},
                                                 {"trn", SplitRole::train},
                                                 {"val", SplitRole::validation},
                                                 {"valid", SplitRole::validation},
                                                 {"validation", SplitRole::validation},
                                                 {"dev", SplitRole::validation},
                                                 {"test", SplitRole::test},
                                                 {"testing", SplitRole::test},
                                                 {"tst", SplitRole::test}}};
/// What may follow a split's name, after a sign between them.
constexpr std::array<std::string_view, 9> kSuffixes{
    "annotations", "images", "image", "imgs", "img", "set", "data", "labels", "split"};

/// "test" of "test_images"; else all of it.
std::string withoutSuffix(const std::string& name) {
    const auto sign = name.find_last_of("_- ");
    const bool isSuffix = sign != std::string::npos &&
                          std::find(kSuffixes.begin(), kSuffixes.end(),
                                    std::string_view(name).substr(sign + 1)) != kSuffixes.end();
    return isSuffix ? name.substr(0, sign) : name;
}

} // namespace

std::span<const SplitName> splitNames() {
    return kSplitNames;
}

const SplitName* splitNamed(std::string name) {
    std::transform(name.begin(), name.end(), name.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    name = withoutSuffix(name);
    const auto found = std::find_if(kSplitNames.begin(), kSplitNames.end(),
                                    [&](const SplitName& split) { return split.name == name; });
    return found == kSplitNames.end() ? nullptr : &*found;
}

} // namespace asge
