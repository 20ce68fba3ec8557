#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "tests/core/label/label_fixture.h"

namespace slipway::testkit {

/// The only role that the person has from now on.
inline void setRole(LabelFixture& f, const std::string& person, access::Role role) {
    const auto whose = "(SELECT id FROM person WHERE name = '" + person + "')";
    LabelFixture::must(f.db.exec("DELETE FROM person_role WHERE person = " + whose).has_value());
    LabelFixture::must(
        f.db.exec("INSERT INTO person_role (person, role) SELECT id, '" + std::string(access::name(role)) +
                  "' FROM person WHERE name = '" + person + "'")
            .has_value());
}

/// The packet with bob's answers to task 1 that come back from another workspace, where ada does `work` for him.
inline std::filesystem::path answeredAway(LabelFixture& home, const label::Project& project,
    const std::function<void(LabelFixture& away, const label::Project& theirs)>& work) {
    const auto out = home.files.path() / "out.packet", back = home.files.path() / "back.packet";
    LabelFixture::must(home.labels.exportPacket(home.ada, project, {1}, "bob", out, home.progress).has_value());
    LabelFixture away;
    const auto merged = LabelFixture::must(away.labels.mergePacket(away.ada, out, away.progress));
    const auto theirs = LabelFixture::must(away.labels.find(merged.project));
    work(away, theirs);
    LabelFixture::must(away.labels.exportAnswers(away.ada, theirs, {}, back, away.progress).has_value());
    return back;
}

} // namespace slipway::testkit
