#include "core/data/digest.h"

#include "tests/core/data/idx_files.h"

namespace asge {
namespace {

TEST(Sha256Of, IsThatOfTheUnpackedContents) {
    const scratch::Folder folder;
    const std::string published = // FIPS 180-2, appendix B.1
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    EXPECT_EQ(sha256Of(folder.write("abc", "abc")), published);
    EXPECT_EQ(sha256Of(folder.write("abc.gz", scratch::gzip({'a', 'b', 'c'}))), published);
}

} // namespace
} // namespace asge
