# SPDX-License-Identifier: GPL-3.0-or-later

# Prints "failed<tab>TEST" or "skipped<tab>TEST<tab>REASON" for each such test in JUnit reports of
# GoogleTest or ctest. GoogleTest's reports have the reason in the element; ctest's have only the output
# of the test.

function attribute(name,    rest) {
    rest = $0
    if (!sub(".*[ \t]" name "=\"", "", rest)) {
        return ""
    }
    sub(/".*/, "", rest)
    return rest
}

function plain(text) {
    gsub(/&#x0A;/, " ", text)
    gsub(/&lt;/, "<", text)
    gsub(/&gt;/, ">", text)
    gsub(/&quot;/, "\"", text)
    gsub(/&apos;/, "'", text)
    gsub(/&amp;/, "\\&", text)
    return text
}

function tell() {
    print "skipped\t" plain(test) "\t" plain(reason)
    isSkipped = 0
}

/<testcase / {
    test = attribute("name")
    suite = attribute("classname")
    if (suite != test) {
        test = suite "." test
    }
    isSkipped = inReason = hasFailed = 0
}

/<failure / && !hasFailed { # GoogleTest has one for each failed expectation
    print "failed\t" plain(test)
    hasFailed = 1
}

/<skipped / {
    reason = attribute("message")
    if (sub(/^[^&]*:[0-9]+&#x0A;/, "", reason)) { # FILE:LINE
        tell()
    } else {
        isSkipped = 1
    }
    next
}

isSkipped && /:[0-9]+: Skipped$/ {
    reason = ""
    inReason = 1
    next
}

inReason && (/^$/ || /\[  SKIPPED \]/) { inReason = 0 }

inReason { reason = reason (reason == "" ? "" : " ") $0 }

isSkipped && /<\/testcase>/ { tell() }
