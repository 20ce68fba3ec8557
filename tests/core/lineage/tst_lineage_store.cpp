#include <QTest>

#include "tests/testkit/ledger_fixture.h"

using namespace slipway;
using namespace slipway::lineage;
using testkit::LedgerFixture;

namespace {

/// file -> dataset:1 -> dataset:2 -> run -> model -> endpoint, and a report from dataset:1 and the endpoint.
struct LineageFixture : LedgerFixture {
    LineageFixture() {
        node("file/a.csv", "file", "a.csv");
        node("dataset/census:1", "dataset", "census:1");
        node("dataset/census:2", "dataset", "census:2");
        node("run/1", "run", "first");
        node("model/m/1", "model_version", "m:1");
        node("endpoint/m", "endpoint", "m");
        node("drift_report/1", "drift_report", "first");
        edge("file/a.csv", "dataset/census:1");
        edge("dataset/census:1", "dataset/census:2");
        edge("dataset/census:2", "run/1");
        edge("run/1", "model/m/1");
        edge("model/m/1", "endpoint/m");
        edge("dataset/census:1", "drift_report/1");
        edge("endpoint/m", "drift_report/1");
    }
    void node(std::string id, std::string kind, std::string name) {
        if (!lineage.addNode({id, kind, name})) qFatal("no node");
    }
    void edge(std::string from, std::string to) {
        if (const auto added = lineage.addEdge({from, to, "DerivedFrom", "make", "ada", clock.now()}); !added)
            qFatal("no edge");
    }
};

} // namespace

class TestLineageStore : public QObject {
    Q_OBJECT
private slots:
    void upstreamAndDownstreamAreFollowedToTheEnd() {
        LineageFixture f;
        const auto up = f.lineage.reach("endpoint/m", Direction::Upstream);
        QCOMPARE(up->nodes.size(), std::size_t(6));
        QCOMPARE(up->nodes.front().id, std::string("endpoint/m"));
        QCOMPARE(up->nodes.back().id, std::string("file/a.csv"));
        QCOMPARE(up->edges.size(), std::size_t(5));
        const auto down = f.lineage.reach("file/a.csv", Direction::Downstream);
        QCOMPARE(down->nodes.size(), std::size_t(7));
        QCOMPARE(down->edges.size(), std::size_t(7));
        const auto both = f.lineage.reach("run/1", Direction::Both);
        QCOMPARE(both->nodes.size(), std::size_t(6 + 1)); // all: nothing here is beside the line
        QCOMPARE(f.lineage.reach("run/1", Direction::Upstream, 1)->nodes.size(), std::size_t(2));
        QCOMPARE(f.lineage.reach("run/1", Direction::Both, 0)->nodes.size(), std::size_t(1));
    }
    void addingTwiceChangesNothing() {
        LineageFixture f;
        f.node("run/1", "run", "other name");
        f.edge("run/1", "model/m/1");
        QCOMPARE(f.lineage.find("run/1")->name, std::string("first"));
        QCOMPARE(f.lineage.reach("run/1", Direction::Downstream, 1)->edges.size(), std::size_t(1));
    }
    void circlesEnd() {
        LineageFixture f;
        f.edge("endpoint/m", "file/a.csv");
        QCOMPARE(f.lineage.reach("run/1", Direction::Upstream)->nodes.size(), std::size_t(6));
        f.edge("run/1", "run/1");
        QCOMPARE(f.lineage.reach("run/1", Direction::Both)->nodes.size(), std::size_t(7));
    }
    void namesAreUnderstoodWhenTheyAreClear() {
        LineageFixture f;
        QCOMPARE(f.lineage.find("census:2")->id, std::string("dataset/census:2"));
        const auto unclear = f.lineage.find("first");
        QCOMPARE(unclear.error().code, ErrorCode::InvalidArgument);
        QVERIFY(unclear.error().hint.find("run/1") != std::string::npos);
        QVERIFY(unclear.error().hint.find("drift_report/1") != std::string::npos);
        const auto typo = f.lineage.find("cenus:2");
        QCOMPARE(typo.error().code, ErrorCode::NotFound);
        QVERIFY(typo.error().hint.find("census:2") != std::string::npos);
        QVERIFY(f.lineage.find("census").error().hint.find("census:1") != std::string::npos);
        QCOMPARE(f.lineage.find("").error().code, ErrorCode::NotFound);
    }
    void anEdgeNeedsBothNodesAndAKnownRelation() {
        LineageFixture f;
        const auto missing = f.lineage.addEdge({"run/1", "nowhere", "Produced", "x", "ada", 1});
        QCOMPARE(missing.error().code, ErrorCode::NotFound);
        QVERIFY(missing.error().message.find("nowhere") != std::string::npos);
        QVERIFY(!f.lineage.addEdge({"run/1", "model/m/1", "Whatever", "x", "ada", 1}));
    }
    void nodesAreListedByKind() {
        LineageFixture f;
        QCOMPARE(f.lineage.nodes("dataset")->size(), std::size_t(2));
        QCOMPARE(f.lineage.nodes()->size(), std::size_t(7));
        QCOMPARE(f.lineage.nodes({}, 3)->size(), std::size_t(3));
    }
};

QTEST_GUILESS_MAIN(TestLineageStore)
#include "tst_lineage_store.moc"
