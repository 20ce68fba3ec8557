#include <sys/mount.h>
#include <sys/stat.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <set>

#include <QTest>

#include "core/base/hash.h"
#include "core/base/json.h"
#include "core/data/data_schema.h"
#include "core/data/dataset_service.h"
#include "tests/testkit/ledger_fixture.h"

using namespace slipway;
using namespace slipway::data;
namespace fs = std::filesystem;

namespace {

DatasetService::Import census(const std::string& file) {
    DatasetService::Import request;
    request.name = "census";
    request.files = {fs::path(SLIPWAY_SOURCE_DIR) / "resources/sample" / file};
    request.options.header = false;
    request.options.trimBlanks = true;
    request.options.nullTokens = {"?"};
    request.options.columns = {"age", "workclass", "fnlwgt", "education", "education_num", "marital_status",
        "occupation", "relationship", "race", "sex", "capital_gain", "capital_loss", "hours_per_week", "native_country",
        "income"};
    request.stripLabelDots = true;
    return request;
}

const std::vector<FilterRule> kRules{{"missing-workclass", "workclass IS NOT NULL"},
    {"missing-occupation", "occupation IS NOT NULL"}, {"impossible-hours", "hours_per_week BETWEEN 1 AND 112"}};

struct Fixture {
    testkit::LedgerFixture ledger{kSchemaV1};
    DatasetService datasets{ledger.ledger, ledger.root()};
    Progress progress;

    Result<DatasetService::Imported> importText(const std::string& name, const std::string& text) {
        const auto file = ledger.root() / "input.csv";
        std::ofstream(file, std::ios::binary) << text;
        DatasetService::Import request;
        request.name = name;
        request.files = {file};
        return datasets.import(ledger.owner(), request, progress);
    }
    std::size_t filesInData() const {
        return static_cast<std::size_t>(
            std::distance(fs::directory_iterator(ledger.root() / "data"), fs::directory_iterator()));
    }
};

} // namespace

class TestDatasetService : public QObject {
    Q_OBJECT
private slots:
    void importsTheCensusAsAnImmutableVersion() {
        Fixture f;
        const auto imported = f.datasets.import(f.ledger.owner(), census("adult-train.csv.gz"), f.progress);
        QVERIFY2(imported, imported ? "" : imported.error().message.c_str());
        const auto& version = imported->version;
        QCOMPARE(version.reference(), "census:1");
        QCOMPARE(version.rows, 32561);
        QCOMPARE(version.skippedRows, 0);
        QCOMPARE(sha256OfFile(version.file).value(), version.hash);
        QCOMPARE(version.file.filename().string(), version.hash + ".parquet");
        QCOMPARE(version.columns[0].type, "integer");
        for (const auto& column : version.columns)
            QCOMPARE(column.sensitive,
                (std::set<std::string>{"age", "sex", "race", "marital_status", "native_country"}.contains(
                    column.name)));
        QCOMPARE(f.datasets.find("census")->hash, version.hash);
        const auto events = f.ledger.events.after(0, 10, "dataset.imported");
        QCOMPARE(events->size(), std::size_t(1));
        QCOMPARE(events->at(0).subject, "dataset/census:1");
        const auto graph = f.ledger.lineage.reach("dataset/census:1", lineage::Direction::Upstream);
        QCOMPARE(graph->nodes.size(), std::size_t(2));
        QCOMPARE(graph->nodes[1].kind, "file");
        QVERIFY(f.ledger.audit.verify()->intact);
    }
    void theSameFileAgainIsTheSameVersion() {
        Fixture a, b;
        const auto first = a.datasets.import(a.ledger.owner(), census("adult-test.csv.gz"), a.progress);
        const auto again = a.datasets.import(a.ledger.owner(), census("adult-test.csv.gz"), a.progress);
        const auto elsewhere = b.datasets.import(b.ledger.owner(), census("adult-test.csv.gz"), b.progress);
        QCOMPARE(again->version.version, 1);
        QCOMPARE(elsewhere->version.hash, first->version.hash);
        QCOMPARE(a.filesInData(), std::size_t(1));
        QCOMPARE(a.datasets.versions("census")->size(), std::size_t(1));
        const auto labels = a.datasets.query("SELECT DISTINCT income FROM census ORDER BY 1", 10, a.progress);
        QCOMPARE(table::toText(labels->table.cells[0][0]), "<=50K");
        QCOMPARE(table::toText(labels->table.cells[0][1]), ">50K");
    }
    void manyRowGroupsHaveOneHashToo() {
        Fixture f;
        const std::string sql = "SELECT i, i * 0.5 AS half, 'k' || (i % 1000) AS k FROM range(400000) t(i)";
        const auto one = f.datasets.materialize(f.ledger.owner(), "one", sql, "", f.progress);
        const auto two = f.datasets.materialize(f.ledger.owner(), "two", sql, "", f.progress);
        QVERIFY2(one, one ? "" : one.error().message.c_str());
        QCOMPARE(two->hash, one->hash);
        QCOMPARE(table::toText(f.datasets.rows(*one, 399999, 5)->cells[0][0]), "399999");
    }
    void twoFilesBecomeOneDatasetInTheirOrder() {
        Fixture f;
        auto request = census("adult-train.csv.gz");
        request.files.push_back(fs::path(SLIPWAY_SOURCE_DIR) / "resources/sample/adult-test.csv.gz");
        const auto both = f.datasets.import(f.ledger.owner(), request, f.progress);
        QVERIFY2(both, both ? "" : both.error().message.c_str());
        QCOMPARE(both->version.rows, 32561 + 16281);
        QCOMPARE(table::toText(f.datasets.rows(both->version, 32561, 1)->cells[0][0]), "25");
        QCOMPARE(
            f.ledger.lineage.reach("dataset/census:1", lineage::Direction::Upstream)->nodes.size(), std::size_t(3));
    }
    void rulesCountWhatTheyDropAndRememberIt() {
        Fixture f;
        const auto imported = f.datasets.import(f.ledger.owner(), census("adult-train.csv.gz"), f.progress);
        const auto filtered = f.datasets.filter(f.ledger.owner(), imported->version, kRules, "", f.progress);
        QVERIFY2(filtered, filtered ? "" : filtered.error().message.c_str());
        // Counted in the published file with Python: '?' in workclass 1,836 times, then 7 more in occupation alone,
        // first in rows 28 and 5,362.
        QCOMPARE(filtered->version.reference(), "census:2");
        QCOMPARE(filtered->version.rows, 30718);
        QCOMPARE(filtered->counts[0].dropped, 1836);
        QCOMPARE(filtered->counts[1].dropped, 7);
        QCOMPARE(filtered->counts[1].kept, 30718);
        QCOMPARE(filtered->counts[2].dropped, 0);
        const auto stored = f.datasets.find("census:2").value();
        QCOMPARE(f.datasets.droppedBy(stored, 28)->value().rule, "missing-workclass");
        QCOMPARE(f.datasets.droppedBy(stored, 5362)->value().rule, "missing-occupation");
        QCOMPARE(f.datasets.droppedBy(stored, 5362)->value().keep, "occupation IS NOT NULL");
        QVERIFY(!f.datasets.droppedBy(stored, 1)->has_value());
        QCOMPARE(f.datasets.droppedBy(stored, 32562).error().code, ErrorCode::NotFound);
        QCOMPARE(f.datasets.droppedBy(stored, 0).error().code, ErrorCode::NotFound);
        QCOMPARE(f.datasets.droppedBy(imported->version, 1).error().code, ErrorCode::FailedPrecondition);
        QCOMPARE(f.datasets.filterCounts(stored)->size(), std::size_t(3));
        const auto again = f.datasets.filter(f.ledger.owner(), imported->version, kRules, "", f.progress);
        QCOMPARE(again->version.version, 2);
        QCOMPARE(
            f.ledger.lineage.reach("dataset/census:2", lineage::Direction::Upstream)->nodes.size(), std::size_t(3));
    }
    void hostileRulesAreRefused() {
        Fixture f;
        const auto imported = f.importText("d", "a,b\n1,2\n3,4\n");
        const auto secret = (f.ledger.root() / "workspace.db").string();
        for (const std::string& keep : std::vector<std::string>{"", "a >", "nosuch = 1", "1) FROM d; DROP TABLE d; --",
                 "a IN (SELECT 1 FROM read_text('" + secret + "'))", "(SELECT count(*) FROM '" + secret + "') > 0"}) {
            const auto r = f.datasets.filter(f.ledger.owner(), imported->version, {{"r", keep}}, "", f.progress);
            QVERIFY2(!r, keep.c_str());
            QVERIFY2(r.error().message.starts_with("rule 'r': "), r.error().message.c_str());
        }
        QVERIFY(!f.datasets.filter(f.ledger.owner(), imported->version, {}, "", f.progress));
        QVERIFY(
            !f.datasets.filter(f.ledger.owner(), imported->version, {{"r", "true"}, {"R", "true"}}, "", f.progress));
        QVERIFY(!f.datasets.filter(f.ledger.owner(), imported->version, {{"all", "false"}}, "", f.progress));
    }
    void badRowsAreKeptTrackOfAndGoodOnesStay() {
        Fixture f;
        const auto imported = f.importText("d", "a,b\n1,x\n2\n3,\xff\n4,y\n");
        QVERIFY2(imported, imported ? "" : imported.error().message.c_str());
        QCOMPARE(imported->version.rows, 2);
        QCOMPARE(imported->version.skippedRows, 2);
        const auto skipped = f.datasets.skippedRows(f.datasets.find("d").value());
        QCOMPARE(skipped->at(0).line, 3u);
        QCOMPARE(skipped->at(1).field, "b");
    }
    void queriesSeeDatasetsAndNothingElse() {
        Fixture f;
        QVERIFY(f.importText("first.set", "a\n1\n2\n"));
        QVERIFY(f.importText("first.set", "a\n5\n"));
        const auto one = [&](const std::string& sql) {
            const auto r = f.datasets.query(sql, 100, f.progress);
            return r ? table::toText(r->table.cells[0][0]) : r.error().message;
        };
        QCOMPARE(one("SELECT sum(a) FROM \"first.set\""), "5");
        QCOMPARE(one("SELECT sum(a) FROM \"first.set:1\""), "3");
        QCOMPARE(one("WITH x AS (SELECT 7 AS q) SELECT q FROM x"), "7");
        QCOMPARE(one("SELECT * FROM nosuch"), "no dataset is called 'nosuch'");
        const auto parquet = f.datasets.find("first.set")->file.string();
        for (const std::string& sql :
            {"SELECT * FROM '" + parquet + "'", "SELECT * FROM read_parquet('" + parquet + "')",
                "COPY \"first.set\" TO '" + f.ledger.root().string() + "/x.csv'"})
            QVERIFY2(!f.datasets.query(sql, 10, f.progress), sql.c_str());
        QVERIFY(!f.datasets.materialize(
            f.ledger.owner(), "m", "SELECT * FROM read_parquet('" + parquet + "')", "", f.progress));
        const auto made = f.datasets.materialize(
            f.ledger.owner(), "m", "SELECT a * 2 AS a FROM \"first.set\";", "doubled", f.progress);
        QVERIFY2(made, made ? "" : made.error().message.c_str());
        QCOMPARE(f.ledger.lineage.reach("dataset/m:1", lineage::Direction::Upstream)->nodes.size(), std::size_t(3));
    }
    void namesThatDifferInCaseOnlyAreRefused() {
        Fixture f;
        QVERIFY(f.importText("Census", "a\n1\n"));
        QCOMPARE(f.importText("census", "a\n2\n").error().code, ErrorCode::AlreadyExists);
        for (const char* bad : {"", "../x", "a b", "a:1", "a\"b"})
            QCOMPARE(f.importText(bad, "a\n1\n").error().code, ErrorCode::InvalidArgument);
    }
    void cancelledOrFailedWorkLeavesNothing() {
        Fixture f;
        Progress cancelled;
        cancelled.cancel();
        QCOMPARE(f.datasets.import(f.ledger.owner(), census("adult-test.csv.gz"), cancelled).error().code,
            ErrorCode::Cancelled);
        QCOMPARE(f.importText("d", "").error().code, ErrorCode::BadData);
        QCOMPARE(f.importText("d", "a,b\n").error().code, ErrorCode::BadData);
        QCOMPARE(f.filesInData(), std::size_t(0));
        QCOMPARE(f.datasets.list()->size(), std::size_t(0));
        QCOMPARE(f.ledger.events.lastId().value(), 0);
    }
    void aViewerMayNotImport() {
        Fixture f;
        QVERIFY(f.ledger.people.add({"eve", {access::Role::Viewer}}));
        QCOMPARE(f.datasets.import({"eve"}, census("adult-test.csv.gz"), f.progress).error().code,
            ErrorCode::PermissionDenied);
        QCOMPARE(f.filesInData(), std::size_t(0));
    }
    void aMissingFileOfAVersionIsNamed() {
        Fixture f;
        const auto imported = f.importText("d", "a\n1\n");
        fs::remove(imported->version.file);
        const auto rows = f.datasets.rows(imported->version, 0, 1);
        QCOMPARE(rows.error().code, ErrorCode::BadData);
        QVERIFY(rows.error().message.find("d:1") != std::string::npos);
    }
    void sensitiveMarksAreSetAndInherited() {
        Fixture f;
        const auto imported = f.importText("d", "a,sex\n1,x\n2,y\n");
        QVERIFY(f.datasets.setSensitive(f.ledger.owner(), imported->version, "a", true));
        QVERIFY(f.datasets.find("d")->columns[0].sensitive);
        QCOMPARE(
            f.datasets.setSensitive(f.ledger.owner(), imported->version, "z", true).error().code, ErrorCode::NotFound);
        const auto filtered =
            f.datasets.filter(f.ledger.owner(), f.datasets.find("d").value(), {{"r", "a > 1"}}, "e", f.progress);
        QVERIFY(filtered->version.columns[0].sensitive);
    }
    void leftoversOfACrashAreHarmlessAndSwept() {
        Fixture f;
        const auto old = f.ledger.root() / "data/table.tmp-1", fresh = f.ledger.root() / "data/table.tmp-2";
        std::ofstream(old) << "x";
        std::ofstream(fresh) << "x";
        fs::last_write_time(old, fs::file_time_type::clock::now() - std::chrono::hours(25));
        QVERIFY(f.importText("d", "a\n1\n"));
        QVERIFY(!fs::exists(old));
        QVERIFY(fs::exists(fresh));
    }
    void exportsReadBackTheSame() {
        Fixture f;
        const auto imported = f.datasets.import(f.ledger.owner(), census("adult-test.csv.gz"), f.progress);
        const auto file = f.ledger.root() / "out.parquet";
        QVERIFY(f.datasets.exportTo(imported->version, file, f.progress));
        auto request = census("adult-test.csv.gz");
        request.files = {file};
        request.options = {};
        QCOMPARE(f.datasets.import(f.ledger.owner(), request, f.progress)->version.version, 1);
        QVERIFY(!f.datasets.exportTo(imported->version, f.ledger.root() / "nofolder/x.csv", f.progress));
    }
    void aFullDiskLosesNothing() {
        Fixture f;
        const auto kept = f.importText("kept", "a\n1\n");
        const auto data = f.ledger.root() / "data";
        if (::mount("tmpfs", data.c_str(), "tmpfs", 0, "size=64k") != 0)
            QSKIP("SKIPPED: a small file system cannot be mounted here");
        const auto full = f.datasets.import(f.ledger.owner(), census("adult-train.csv.gz"), f.progress);
        const auto left = f.filesInData();
        ::umount2(data.c_str(), MNT_DETACH);
        QVERIFY(!full);
        QCOMPARE(full.error().code, ErrorCode::DiskFull);
        QCOMPARE(left, std::size_t(0));
        QCOMPARE(f.datasets.list()->size(), std::size_t(1));
        QVERIFY(f.datasets.rows(kept->version, 0, 1));
        QVERIFY(f.datasets.import(f.ledger.owner(), census("adult-train.csv.gz"), f.progress));
    }
};
QTEST_GUILESS_MAIN(TestDatasetService)
#include "tst_dataset_service.moc"
