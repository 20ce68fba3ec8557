#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "core/data/data_schema.h"
#include "core/data/dataset_service.h"
#include "core/label/label_schema.h"
#include "core/label/label_service.h"
#include "tests/testkit/ledger_fixture.h"

namespace slipway::testkit {

/// A labeling service on a workspace folder of its own. ada owns it and may do all; bob and cy label, rita reviews.
struct LabelFixture : LedgerFixture {
    data::DatasetService datasets;
    label::LabelService labels;
    Progress progress;
    TemporaryFolder files = *TemporaryFolder::create();
    access::Actor ada{"ada"}, bob{"bob"}, cy{"cy"}, rita{"rita"};

    LabelFixture()
        : LedgerFixture({data::kSchemaV1, label::kSchemaV2, label::kSchemaV3}),
          datasets(ledger, root()),
          labels(ledger, datasets, root()) {
        for (const char* name : {"bob", "cy"}) must(people.add({name, {access::Role::DataScientist}}).has_value());
        must(people.add({"rita", {access::Role::Reviewer, access::Role::DataScientist}}).has_value());
        must(people.setPersonal(false).has_value());
    }

    static void must(bool done) {
        if (!done) std::abort();
    }
    template <class T> static T must(Result<T> result) {
        if (result) return std::move(*result);
        std::fprintf(stderr, "%s\n", toLine(result.error()).c_str());
        std::abort();
    }

    label::LabelService::NewProject request(const std::string& name) {
        label::LabelService::NewProject made;
        made.name = name;
        made.medium = label::Medium::Text;
        label::addClass(made.labels, "good");
        label::addClass(made.labels, "bad");
        return made;
    }

    /// A text project with tasks "text 1" … "text N".
    label::Project project(const std::string& name, int tasks, int overlap = 1, bool reviewed = false,
        label::TaskOrder order = label::TaskOrder::Sequential) {
        auto wanted = request(name);
        wanted.overlap = overlap;
        wanted.reviewed = reviewed;
        wanted.order = order;
        const auto made = must(labels.create(ada, wanted));
        std::vector<label::Item> items(static_cast<std::size_t>(tasks));
        for (int i = 0; i < tasks; ++i) {
            items[static_cast<std::size_t>(i)].medium = label::Medium::Text;
            items[static_cast<std::size_t>(i)].text = "text " + std::to_string(i + 1);
        }
        must(labels.addItems(ada, made, items, progress).has_value());
        return must(labels.find(name));
    }

    label::Task task(const label::Project& project, std::int64_t number) {
        return must(labels.store().taskNumber(project.id, number));
    }
    std::unique_ptr<label::AnnotationSession> open(
        const access::Actor& actor, const label::Project& project, std::int64_t number) {
        return must(labels.open(actor, project, task(project, number)));
    }
    std::int64_t nextOf(
        const access::Actor& actor, const label::Project& project, std::optional<std::int64_t> after = {}) {
        const auto next = must(labels.next(actor, project, after));
        return next ? next->number : 0;
    }

    static void classify(label::AnnotationSession& session, const std::string& label) {
        label::EditBuilder builder("Set class", session.annotation());
        builder.setClasses({{"", label, {}}});
        must(session.apply(std::move(builder).take()).has_value());
    }
    static std::string mark(label::AnnotationSession& session, std::int64_t start, const std::string& label = "good") {
        label::EditBuilder builder("Mark", session.annotation());
        label::Region region;
        region.label = label;
        region.shape = label::Span{start, start + 3};
        builder.add(region);
        must(session.apply(std::move(builder).take()).has_value());
        return session.annotation().regions.back().id;
    }
    /// The id of the answer.
    std::string answer(
        const access::Actor& actor, const label::Project& project, std::int64_t number, const std::string& label) {
        const auto session = open(actor, project, number);
        classify(*session, label);
        must(session->submit().has_value());
        return session->annotation().id;
    }

    std::filesystem::path write(const std::string& name, std::string_view bytes) {
        const auto path = files.path() / name;
        must(makeFolders(path.parent_path()).has_value());
        std::ofstream(path, std::ios::binary) << bytes;
        return path;
    }
};

} // namespace slipway::testkit
