#include <QtTest>

#include "core/registry/registry_schema.h"
#include "core/registry/registry_service.h"
#include "core/store/migrations.h"
#include "core/track/track_schema.h"
#include "core/track/tracker.h"
#include "tests/testkit/ledger_fixture.h"

using namespace slipway;

namespace {

constexpr auto kRun = "0123456789abcdef0123456789abcdef";

/// What a workspace of schema version 3 holds: two models, one of them deployed and decided on.
constexpr auto kOldRows = R"sql(
INSERT INTO experiment (id, name, created_at) VALUES (7, 'census', 1);
INSERT INTO run (number, id, experiment, name, status, started_at, actor, owner)
    VALUES (1, '0123456789abcdef0123456789abcdef', 7, 'first', 'FINISHED', 1, 'dan', '');
INSERT INTO model_version (model, version, status, run_id, run_actor, metrics, created_at, registered_by, decided_by,
        decided_at, effective_at, self_approved, note, bundle_hash)
    VALUES ('census', 2, 'approved', '0123456789abcdef0123456789abcdef', 'dan', '{"auc":0.9}', 10, 'dan', 'rita', 20, 30, 0,
        'fine', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'),
    ('other', 1, 'pending', 'gone', 'dan', '{}', 11, 'dan', '', 0, 0, 0, '',
        'bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb');
INSERT INTO model_stage (model, stage, version) VALUES ('census', 'production', 2);
INSERT INTO model_decision (model, version, at, actor, kind, note) VALUES ('census', 2, 10, 'dan', 'registered', ''),
    ('census', 2, 20, 'rita', 'approved', 'fine'), ('other', 1, 11, 'dan', 'registered', '');
)sql";

} // namespace

class TestRegistryMigration : public QObject {
    Q_OBJECT
private slots:
    void modelsOfAnOlderWorkspaceKeepEverything() {
        testkit::LedgerFixture f{track::kSchemaV1, registry::kSchemaV1};
        QVERIFY(f.db.exec(kOldRows));
        {
            auto transaction = store::Transaction::begin(f.db); // as a migration runs
            QVERIFY(f.db.exec(track::kSchemaV4));
            const auto done = f.db.exec(registry::kSchemaV4);
            QVERIFY2(done.has_value(), done ? "" : done.error().message.c_str());
            QVERIFY(transaction->commit());
        }
        auto broken = f.db.prepare("PRAGMA foreign_key_check");
        QVERIFY(!*broken->step());

        track::Tracker tracker(f.ledger, f.root());
        registry::RegistryService registry(f.ledger, tracker, f.root(), {});
        const auto kept = registry.find("census", 2);
        QVERIFY(kept->status == registry::VersionStatus::Approved);
        QCOMPARE(kept->runId, std::string(kRun));
        QCOMPARE(kept->metrics.at("auc"), 0.9);
        QCOMPARE(kept->decidedBy, std::string("rita"));
        QCOMPARE(kept->note, std::string("fine"));
        QCOMPARE(kept->stages, std::vector<std::string>{"production"});
        QCOMPARE(kept->currentStage, std::string("Production"));
        QCOMPARE(kept->bundle, f.root() / "artifacts" / "models" / "census" / "2");
        QCOMPARE(kept->bundleHash, std::string(64, 'a'));
        QCOMPARE(kept->source, std::string("mlflow-artifacts:/7/") + kRun + "/artifacts/model");
        QCOMPARE(kept->updatedAt, Timestamp(20));
        QCOMPARE(registry.history("census", 2)->size(), std::size_t(2));
        QCOMPARE(registry.pending()->size(), std::size_t(1));
        QCOMPARE(registry.models()->size(), std::size_t(2));

        auto model =
            f.db.prepare("SELECT created_at, updated_at, last_version FROM registered_model WHERE name = 'census'");
        QVERIFY(*model->step());
        QCOMPARE(model->integer(0), std::int64_t(10));
        QCOMPARE(model->integer(1), std::int64_t(20));
        QCOMPARE(model->integer(2), std::int64_t(2));
    }
};

QTEST_GUILESS_MAIN(TestRegistryMigration)
#include "tst_registry_migration.moc"
