#include <cmath>
#include <filesystem>
#include <fstream>

#include <QTest>

#include "core/data/data_schema.h"
#include "core/feature/feature_schema.h"
#include "core/feature/feature_service.h"
#include "core/feature/online_store.h"
#include "tests/testkit/ledger_fixture.h"

using namespace slipway;
using namespace slipway::feature;
namespace fs = std::filesystem;

namespace {

struct Fixture {
    testkit::LedgerFixture ledger{data::kSchemaV1, kSchemaV1};
    data::DatasetService datasets{ledger.ledger, ledger.root()};
    FeatureService features{ledger.ledger, datasets, ledger.root()};
    Progress progress;

    void importText(const std::string& name, const std::string& text) {
        const auto file = ledger.root() / "input.csv";
        std::ofstream(file, std::ios::binary) << text;
        data::DatasetService::Import request;
        request.name = name;
        request.files = {file};
        const auto imported = datasets.import(ledger.owner(), request, progress);
        if (!imported) qFatal("%s", imported.error().message.c_str());
    }
    Status create(const std::string& name, const std::string& sql, const std::string& time = {}, std::int64_t ttl = 0) {
        FeatureGroup group;
        group.name = name;
        group.entity = "id";
        group.eventTimeColumn = time;
        group.sql = sql;
        group.ttlSeconds = ttl;
        return features.create(ledger.owner(), group);
    }
    std::string online(const std::string& key, const std::string& feature) {
        const auto row = features.read("g", key);
        return row && row->values.contains(feature) ? table::toText(row->values.at(feature)) : "(none)";
    }
};

} // namespace

class TestFeatureService : public QObject {
    Q_OBJECT
private slots:
    void theCensusIsMaterialisedAndReadBackByKey() {
        Fixture f;
        data::DatasetService::Import request;
        request.name = "census";
        request.files = {fs::path(SLIPWAY_SOURCE_DIR) / "resources/sample/adult-test.csv.gz"};
        request.options.header = false;
        request.options.trimBlanks = true;
        request.options.nullTokens = {"?"};
        QVERIFY(f.datasets.import(f.ledger.owner(), request, f.progress));
        QVERIFY(f.create("g", "SELECT row_number() OVER () AS id, column1 AS age, column2 AS workclass, column13 / "
                              "40.0 AS load FROM census"));
        QCOMPARE(f.features.find("g")->dataset, "census:1");
        const auto group = f.features.materialize(f.ledger.owner(), "g", f.progress);
        QVERIFY2(group, group ? "" : group.error().message.c_str());
        QCOMPARE(group->rows, 16281);
        QVERIFY(fs::exists(group->offlineFile));
        QCOMPARE(group->features.size(), std::size_t(3));
        // First and fifth line of the published file: "25, Private, … 40", "18, ?, … 30".
        QCOMPARE(f.online("1", "age"), "25");
        QCOMPARE(f.online("1", "load"), "1");
        QCOMPARE(f.online("5", "load"), "0.75");
        QVERIFY(table::isNull(f.features.read("g", "5")->values.at("workclass")));
        for (const char* key : {"1", "5", "16281"})
            QVERIFY(f.features.read("g", key)->values == f.features.readOffline("g", key)->values);
        QCOMPARE(f.features.read("g", "16282")->status, ReadStatus::NotFound);
        QCOMPARE(f.features.readOffline("g", "16282")->status, ReadStatus::NotFound);
        QCOMPARE(f.features.read("nosuch", "1").error().code, ErrorCode::NotFound);
        const auto statistics = f.features.statistics("g").value();
        QCOMPARE(statistics.size(), std::size_t(3));
        QCOMPARE(statistics[1].feature, "workclass");
        QVERIFY(std::abs(statistics[1].missingShare - 963.0 / 16281) < 1e-12); // grep -c of ", ?," in the second field
        const auto graph = f.ledger.lineage.reach("feature_group/g", lineage::Direction::Upstream);
        QCOMPARE(graph->nodes.size(), std::size_t(3));
        QCOMPARE(f.ledger.events.after(0, 10, "feature_group.materialized")->size(), std::size_t(1));
    }
    void theLatestRowOfAKeyGoesOnline() {
        Fixture f;
        f.importText("d", "id,t,v\na,2024-01-02T00:00:00,2\na,2024-01-03T00:00:00,3\na,2024-01-01T00:00:00,1\nb,2024-"
                          "01-01T00:00:00,7\n"
                          "b,2024-01-01T00:00:00,8\n,2024-01-01T00:00:00,9\nc,,5\n");
        QVERIFY(f.create("g", "SELECT * FROM d", "t"));
        QVERIFY(f.features.materialize(f.ledger.owner(), "g", f.progress));
        QCOMPARE(f.online("a", "v"), "3");
        QCOMPARE(f.features.read("g", "a")->eventTime, 1704240000000);
        QCOMPARE(f.online("b", "v"), "8"); // equal times: the row read last
        QCOMPARE(f.features.readOffline("g", "b")->values.at("v"), table::Value(std::int64_t(8)));
        QCOMPARE(f.features.read("g", "c")->status, ReadStatus::NotFound);
    }
    void anOlderRowNeverOverwritesANewerOne() {
        Fixture f;
        f.importText("d", "id,t,v\na,2024-01-03,3\n");
        QVERIFY(f.create("g", "SELECT * FROM d", "t"));
        QVERIFY(f.features.materialize(f.ledger.owner(), "g", f.progress));
        f.importText("d", "id,t,v\na,2024-01-02,2\nz,2024-01-02,9\n");
        QVERIFY(f.features.materialize(f.ledger.owner(), "g", f.progress));
        QCOMPARE(f.online("a", "v"), "3");
        QCOMPARE(f.online("z", "v"), "9");
        OnlineStore store(f.ledger.db);
        QVERIFY(store.put("g", "a", {1704240000000, 1, {{"v", std::int64_t(4)}}})); // same time, created before
        QCOMPARE(f.online("a", "v"), "3");
        f.importText("d", "id,t,v\na,2024-01-03,5\n"); // a correction: same time, created later
        f.ledger.clock.advance(1000);
        QVERIFY(f.features.materialize(f.ledger.owner(), "g", f.progress));
        QCOMPARE(f.online("a", "v"), "5");
    }
    void rowsOlderThanTheTimeToLiveSaySo() {
        Fixture f;
        f.importText("d", "id,t,v\na,2026-01-01T00:00:00Z,3\n");
        QVERIFY(f.create("g", "SELECT * FROM d", "t", 60));
        QVERIFY(f.features.materialize(f.ledger.owner(), "g", f.progress));
        f.ledger.clock.set(1767225600000 + 60000);
        QCOMPARE(f.features.read("g", "a")->status, ReadStatus::Present); // the end counts
        f.ledger.clock.advance(1);
        QCOMPARE(f.features.read("g", "a")->status, ReadStatus::OutsideMaxAge);
        QCOMPARE(f.online("a", "v"), "3");
    }
    void everyKindOfValueComesBackAsItWas() {
        Fixture f;
        f.importText("d", "id,n,s,b,r,e\n1,nan,nan's,true,2.0,\n2,inf,x,false,0.1,\n");
        QVERIFY(f.create("g", "SELECT * FROM d"));
        QVERIFY(f.features.materialize(f.ledger.owner(), "g", f.progress));
        const auto row = f.features.read("g", "1").value();
        QVERIFY(std::isnan(std::get<double>(row.values.at("n"))));
        QCOMPARE(row.values.at("s"), table::Value(std::string("nan's")));
        QCOMPARE(row.values.at("b"), table::Value(true));
        QCOMPARE(row.values.at("r"), table::Value(2.0));
        QVERIFY(table::isNull(row.values.at("e")));
        const auto second = f.features.read("g", "2").value();
        QVERIFY(std::isinf(std::get<double>(second.values.at("n"))));
    }
    void wrongDefinitionsAreRefused() {
        Fixture f;
        f.importText("d", "id,v\n1,2\n");
        QVERIFY(!f.create("bad name", "SELECT * FROM d"));
        QVERIFY(!f.create("g", "SELECT v FROM d"));
        QVERIFY(!f.create("g", "SELECT id FROM d"));
        QVERIFY(!f.create("g", "SELECT * FROM d", "v"));
        QVERIFY(!f.create("g", "SELECT * FROM nosuch"));
        QVERIFY(!f.create("g", "SELECT 1 AS id, * FROM read_text('/etc/hostname')"));
        QVERIFY(!f.create("g", "DROP VIEW d"));
        QVERIFY(f.create("g", "SELECT * FROM d;"));
        QCOMPARE(f.create("g", "SELECT * FROM d").error().code, ErrorCode::AlreadyExists);
        QCOMPARE(f.features.readOffline("g", "1").error().code, ErrorCode::FailedPrecondition);
        QCOMPARE(f.features.list()->size(), std::size_t(1));
    }
    void aCancelledMaterialisationLeavesTheOldRows() {
        Fixture f;
        f.importText("d", "id,v\n1,2\n");
        QVERIFY(f.create("g", "SELECT * FROM d"));
        QVERIFY(f.features.materialize(f.ledger.owner(), "g", f.progress));
        f.importText("d", "id,v\n1,3\n");
        Progress cancelled;
        cancelled.cancel();
        QCOMPARE(f.features.materialize(f.ledger.owner(), "g", cancelled).error().code, ErrorCode::Cancelled);
        QCOMPARE(f.online("1", "v"), "2");
    }
};
QTEST_GUILESS_MAIN(TestFeatureService)
#include "tst_feature_service.moc"
