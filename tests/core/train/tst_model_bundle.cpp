#include <algorithm>
#include <filesystem>
#include <thread>

#include <QTest>

#include "core/base/file.h"
#include "core/base/hash.h"
#include "core/base/json.h"
#include "core/train/model_bundle.h"
#include "tests/core/train/census_sample.h"

using namespace slipway;
using namespace slipway::train;
namespace fs = std::filesystem;

namespace {

using Rows = std::vector<std::vector<std::string>>;

ErrorCode codeOf(const Result<ModelBundle>& result) {
    return result ? ErrorCode::Internal : result.error().code;
}

std::vector<std::vector<std::string>> asText(const ModelBundle& model, const table::Table& table) {
    std::vector<std::vector<std::string>> rows(table.rowCount());
    for (const auto& input : model.inputs()) {
        const auto column = static_cast<std::size_t>(table.indexOf(input.name));
        for (std::size_t row = 0; row < rows.size(); ++row)
            rows[row].push_back(table::toText(table.cells[column][row]));
    }
    return rows;
}

} // namespace

class TestModelBundle : public QObject {
    Q_OBJECT
private:
    TemporaryFolder m_folder = *TemporaryFolder::create("slipway-bundle");
    TrainingJob m_job;
    fs::path m_good;
    int m_copies = 0;

    fs::path copy() {
        const auto folder = m_folder.path() / ("copy" + std::to_string(++m_copies));
        fs::copy(m_good, folder);
        return folder;
    }
    /// Writes a changed model file with the hash that fits it, as someone who means harm would.
    static bool replaceModel(const fs::path& folder, const std::string& bytes) {
        auto description = *readJsonFile(folder / "slipway-model.json");
        description["model"]["sha256"] = sha256Hex(bytes);
        return writeFileAtomically(folder / "model.json", bytes) &&
               writeFileAtomically(folder / "slipway-model.json", dump(description));
    }

private slots:
    void initTestCase() {
        auto job = testkit::censusJob(3000);
        QVERIFY2(job, job ? "" : toLine(job.error()).c_str());
        m_job = std::move(*job);
        m_good = m_folder.path() / "good";
        Progress progress;
        const auto model = trainModel(m_job, m_good, {}, progress);
        QVERIFY2(model, model ? "" : toLine(model.error()).c_str());
    }

    void predictionsAreTheSameForOneRowAndForAll() {
        const auto model = ModelBundle::load(m_good);
        QVERIFY(model);
        const auto all = model->predict(m_job.validation);
        const auto rows = asText(*model, m_job.validation);
        const auto texts = model->predict(rows);
        QCOMPARE(all->size(), std::size_t(3000));
        for (std::size_t i = 0; i < rows.size(); ++i) {
            const auto one = model->predict(Rows{rows[i]});
            QCOMPARE(one->front().score, (*all)[i].score);
            QCOMPARE((*texts)[i].score, (*all)[i].score);
            QCOMPARE(one->front().label, (*all)[i].score > 0.5 ? std::string(">50K") : std::string("<=50K"));
        }
        QVERIFY(model->predict(std::vector<std::vector<std::string>>{})->empty());
    }

    void manyThreadsPredictAtOnce() {
        const auto model = ModelBundle::load(m_good);
        const auto expected = model->predict(m_job.validation);
        const auto rows = asText(*model, m_job.validation);
        std::atomic<int> wrong = 0;
        std::vector<std::jthread> threads;
        for (std::size_t t = 0; t < 8; ++t)
            threads.emplace_back([&, t] {
                for (std::size_t i = t; i < rows.size(); i += 8) {
                    const auto one = model->predict(Rows{rows[i]});
                    if (!one || one->front().score != (*expected)[i].score) wrong++;
                }
            });
        threads.clear();
        QCOMPARE(wrong.load(), 0);
    }

    void loadingAgainChangesNoPrediction() {
        const auto first = ModelBundle::load(m_good), second = ModelBundle::load(copy());
        const auto a = first->predict(m_job.validation), b = second->predict(m_job.validation);
        QVERIFY(std::ranges::equal(*a, *b, {}, &ModelBundle::Prediction::score, &ModelBundle::Prediction::score));
    }

    void missingAndUnknownValuesAreTheSame() {
        const auto model = ModelBundle::load(m_good);
        auto row = asText(*model, m_job.validation).front();
        const auto workclass = std::size_t(1), age = std::size_t(0);
        QCOMPARE(model->inputs()[workclass].name, std::string("workclass"));
        std::vector<std::vector<std::string>> rows(4, row);
        rows[0][workclass] = "?";
        rows[1][workclass] = "";
        rows[2][workclass] = "Astronaut";
        rows[3][workclass] = " ";
        const auto scores = model->predict(rows);
        for (const auto& one : *scores) QCOMPARE(one.score, scores->front().score);
        rows.assign(2, row);
        rows[0][age] = "?";
        rows[1][age] = " ";
        const auto ages = model->predict(rows);
        QCOMPARE((*ages)[0].score, (*ages)[1].score);
    }

    void badCellsAreNamedByRowAndField() {
        const auto model = ModelBundle::load(m_good);
        auto rows = std::vector(3, asText(*model, m_job.validation).front());
        for (const char* bad : {"old", "12abc", "1e999", "0x10", "inf", "3.5e38", "--1"}) {
            rows[1][0] = bad;
            const auto answer = model->predict(rows);
            QVERIFY2(!answer, bad);
            QCOMPARE(answer.error().code, ErrorCode::BadData);
            QVERIFY(answer.error().message.find("row 2") != std::string::npos);
            QVERIFY(answer.error().message.find("'age'") != std::string::npos);
        }
        rows[1].pop_back();
        QVERIFY(!model->predict(rows));
        auto table = m_job.validation;
        table.columns[0].name = "years";
        const auto answer = model->predict(table);
        QVERIFY(!answer && answer.error().message.find("'age'") != std::string::npos);
    }

    void importanceCoversEveryInput() {
        const auto model = ModelBundle::load(m_good);
        const auto importance = model->importance();
        QCOMPARE(importance->size(), model->inputs().size());
        QVERIFY(std::ranges::is_sorted(*importance, std::greater{}, [](const auto& e) { return e.second; }));
        QVERIFY(importance->front().second > 0);
    }

    void everyFlippedByteIsFound() {
        const auto folder = copy();
        const auto bytes = *readFile(folder / "model.json");
        for (std::size_t at = 0; at < bytes.size(); at += bytes.size() / 50 + 1) {
            auto changed = bytes;
            changed[at] = static_cast<char>(changed[at] ^ 0x04);
            QVERIFY(writeFileAtomically(folder / "model.json", changed));
            QCOMPARE(codeOf(ModelBundle::load(folder)), ErrorCode::BadData);
        }
    }

    void truncatedEmptyAndMissingFilesAreSaid() {
        const auto folder = copy();
        const auto bytes = *readFile(folder / "model.json");
        QVERIFY(writeFileAtomically(folder / "model.json", bytes.substr(0, bytes.size() / 2)));
        QCOMPARE(codeOf(ModelBundle::load(folder)), ErrorCode::BadData);
        QVERIFY(writeFileAtomically(folder / "model.json", ""));
        QCOMPARE(codeOf(ModelBundle::load(folder)), ErrorCode::BadData);
        fs::remove(folder / "model.json");
        QCOMPARE(codeOf(ModelBundle::load(folder)), ErrorCode::NotFound);
        QCOMPARE(codeOf(ModelBundle::load(folder / "nowhere")), ErrorCode::NotFound);
        const auto text = *readFile(m_good / "slipway-model.json");
        const auto other = copy();
        for (std::size_t length = 0; length + 2 < text.size(); length += text.size() / 40 + 1) {
            QVERIFY(writeFileAtomically(other / "slipway-model.json", text.substr(0, length)));
            QCOMPARE(codeOf(ModelBundle::load(other)), ErrorCode::BadData);
        }
    }

    void foreignFilesAreRefusedEvenWithTheRightHash_data() {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("empty object") << QByteArray("{}");
        QTest::newRow("text") << QByteArray("hello");
        QTest::newRow("list") << QByteArray("[1,2,3]");
        QTest::newRow("deep") << QByteArray(100000, '[');
        QTest::newRow("binary") << QByteArray("{L\0\0\0\1", 6);
        QTest::newRow("null learner") << QByteArray(R"({"learner":null,"version":[1,7,4]})");
    }
    void foreignFilesAreRefusedEvenWithTheRightHash() {
        QFETCH(QByteArray, bytes);
        const auto folder = copy();
        QVERIFY(replaceModel(folder, bytes.toStdString()));
        QCOMPARE(codeOf(ModelBundle::load(folder)), ErrorCode::BadData);
    }

    void brokenTreesAreRefusedEvenWithTheRightHash() {
        const auto good = *readJsonFile(m_good / "model.json");
        const auto folder = copy();
        const auto refuses = [&](auto&& change) {
            auto model = good;
            auto& tree = model["learner"]["gradient_booster"]["model"]["trees"][3];
            change(model["learner"], tree);
            return replaceModel(folder, dump(model)) && codeOf(ModelBundle::load(folder)) == ErrorCode::BadData;
        };
        QVERIFY(!refuses([](Json&, Json&) {})); // what stays as it is loads
        QVERIFY(refuses([](Json&, Json& tree) { tree["left_children"][0] = 1000000; }));
        QVERIFY(refuses([](Json&, Json& tree) { tree["left_children"][0] = -7; }));
        QVERIFY(refuses([](Json&, Json& tree) { tree["right_children"][1] = 0; })); // a cycle
        QVERIFY(refuses([](Json&, Json& tree) { tree["split_indices"][0] = 100000; }));
        QVERIFY(refuses([](Json&, Json& tree) { tree["split_conditions"].erase(0); }));
        QVERIFY(refuses([](Json&, Json& tree) { tree["split_conditions"][0] = "x"; }));
        QVERIFY(refuses([](Json&, Json& tree) { tree["split_type"][0] = 1; }));
        QVERIFY(refuses([](Json&, Json& tree) { tree["tree_param"]["num_nodes"] = "0"; }));
        QVERIFY(refuses([](Json&, Json& tree) { tree["tree_param"]["num_nodes"] = "2000000000"; }));
        QVERIFY(refuses([](Json& learner, Json&) { learner["learner_model_param"]["num_feature"] = "3"; }));
        QVERIFY(refuses([](Json& learner, Json&) { learner["learner_model_param"]["num_class"] = "3"; }));
        QVERIFY(refuses([](Json& learner, Json&) { learner["objective"]["name"] = "multi:softmax"; }));
        QVERIFY(refuses([](Json& learner, Json&) { learner["gradient_booster"]["model"]["tree_info"][0] = 5; }));
        QVERIFY(refuses([](Json& learner, Json&) { learner["gradient_booster"]["model"]["trees"].erase(0); }));
    }

    void descriptionsThatDoNotFitAreRefused() {
        const auto good = *readJsonFile(m_good / "slipway-model.json");
        const auto folder = copy();
        const auto codeAfter = [&](auto&& change) {
            auto description = good;
            change(description);
            if (!writeFileAtomically(folder / "slipway-model.json", dump(description))) return ErrorCode::Internal;
            return codeOf(ModelBundle::load(folder));
        };
        QCOMPARE(codeAfter([](Json& d) { d["format"] = 2; }), ErrorCode::FailedPrecondition);
        QCOMPARE(codeAfter([](Json& d) { d.erase("format"); }), ErrorCode::BadData);
        QCOMPARE(codeAfter([](Json& d) { d["inputs"].erase(0); }), ErrorCode::BadData);
        QCOMPARE(codeAfter([](Json& d) { d["inputs"][1]["categories"].erase(0); }), ErrorCode::BadData);
        QCOMPARE(codeAfter([](Json& d) { d["inputs"][1]["name"] = d["inputs"][0]["name"]; }), ErrorCode::BadData);
        QCOMPARE(codeAfter([](Json& d) { d["inputs"] = "all"; }), ErrorCode::BadData);
        QCOMPARE(codeAfter([](Json& d) { d["labels"].push_back("maybe"); }), ErrorCode::BadData);
        QCOMPARE(codeAfter([](Json& d) { d["labels"][1] = d["labels"][0]; }), ErrorCode::BadData);
        QCOMPARE(codeAfter([](Json& d) { d["threshold"] = 3; }), ErrorCode::BadData);
        QCOMPARE(codeAfter([](Json& d) { d["model"]["file"] = "../../etc/passwd"; }), ErrorCode::BadData);
        QCOMPARE(codeAfter([](Json& d) { d.erase("model"); }), ErrorCode::BadData);
        QCOMPARE(codeAfter([](Json& d) { d = Json::array(); }), ErrorCode::BadData);
    }

    void anExistingFolderIsNotOverwritten() {
        Progress progress;
        const auto model = trainModel(m_job, m_good, {}, progress);
        QCOMPARE(codeOf(model), ErrorCode::AlreadyExists);
        QVERIFY(ModelBundle::load(m_good));
    }
};

QTEST_GUILESS_MAIN(TestModelBundle)
#include "tst_model_bundle.moc"
