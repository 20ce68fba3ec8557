#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/base/id.h"
#include "core/label/annotation_writer.h"
#include "core/label/assist/suggestion_writer.h"
#include "core/label/chance_order.h"
#include "tests/core/label/label_fixture.h"

namespace slipway::testkit {

/// People's answers and models' suggestions by the hundred.
struct AssistFixture : LabelFixture {
    unsigned seed = 1; ///< of the order by chance

    /// A text project with the item classes "good" and "bad".
    label::Project classProject(
        const std::string& name, const std::vector<std::string>& texts, label::TaskOrder order) {
        auto wanted = request(name);
        wanted.order = order;
        wanted.labels.itemClasses = {"good", "bad"};
        const auto made = must(labels.create(ada, wanted));
        std::vector<label::Item> items(texts.size());
        for (std::size_t i = 0; i < texts.size(); ++i) {
            items[i].medium = label::Medium::Text;
            items[i].text = texts[i];
        }
        must(labels.addItems(ada, made, items, progress).has_value());
        // The order by chance follows from it: the same in each run.
        auto fix = must(db.prepare("UPDATE label_project SET uid = ? WHERE id = ?"));
        must(fix.bindAll("seed-" + std::to_string(seed), made.id).run().has_value());
        return must(labels.find(name));
    }
    label::Project classProject(const std::string& name, int tasks, label::TaskOrder order) {
        std::vector<std::string> texts;
        for (int i = 1; i <= tasks; ++i) texts.push_back("text " + std::to_string(i));
        return classProject(name, texts, order);
    }

    static std::vector<std::int64_t> byChance(const label::Project& project, std::int64_t tasks) {
        const label::ChanceOrder order(project.uid, tasks);
        std::vector<std::int64_t> numbers;
        for (std::int64_t place = 0; place < order.places(); ++place)
            if (order.numberAt(place) <= tasks) numbers.push_back(order.numberAt(place));
        return numbers;
    }

    /// In one change; each answer a second after the one before.
    void answerAll(const label::Project& project, const std::string& person,
        const std::vector<std::pair<std::int64_t, std::string>>& answers,
        label::AnnotationState state = label::AnnotationState::Submitted) {
        auto change = must(ledger.begin(ada, access::Permission::ChangeData, "label.submit", project.lineageId()));
        label::AnnotationWriter writer(db, project);
        std::vector<std::int64_t> tasks;
        for (const auto& [number, answer] : answers) {
            label::StoredAnnotation stored;
            stored.task = task(project, number).id;
            stored.state = state;
            stored.annotation.id = newId();
            stored.annotation.annotator = person;
            stored.annotation.skipped = state == label::AnnotationState::Skipped;
            if (!answer.empty()) stored.annotation.classes.push_back({"", answer, {}});
            stored.annotation.updatedAt = m_at += 1000;
            must(writer.put(stored, number).has_value());
            tasks.push_back(stored.task);
        }
        must(writer.finish(tasks).has_value());
        must(change.commit().has_value());
    }

    struct Said {
        std::string label;
        double score = 0;
    };
    void suggestAll(const label::Project& project, const std::string& model, const std::map<std::int64_t, Said>& said) {
        std::vector<label::Suggestion> suggestions;
        for (const auto& [number, each] : said) {
            label::Prediction prediction;
            prediction.model = model;
            prediction.score = each.score;
            prediction.answer.annotator = model;
            prediction.answer.classes.push_back({"", each.label, each.score});
            suggestions.push_back({task(project, number).id, prediction, 1 - each.score});
        }
        must(label::SuggestionWriter(ledger, ada, project, "label.suggest").write(model, suggestions).has_value());
    }
    std::vector<label::Prediction> suggested(const label::Project& project, std::int64_t number) {
        return must(labels.store().predictions(task(project, number).id));
    }

private:
    Timestamp m_at = 1'000'000;
};

} // namespace slipway::testkit
