#include <QApplication>
#include <QComboBox>
#include <QLabel>
#include <QListView>
#include <QPushButton>
#include <QTest>
#include <QWheelEvent>

#include "tests/testkit/ui_fixture.h"
#include "ui/lineage/lineage_kinds.h"
#include "ui/lineage/lineage_list_model.h"
#include "ui/lineage/lineage_panel.h"
#include "ui/lineage/lineage_view.h"
#include "ui/widgets/search_box.h"

using namespace slipway;
using namespace slipway::ui;
using testkit::UiFixture;

namespace {

void must(const Status& status) {
    if (!status) qFatal("%s", toLine(status.error()).c_str());
}

/// raw.csv -> census:1 -> run -> census v1 -> endpoint, and a second run that led nowhere.
void addChain(UiFixture& f) {
    auto change =
        f.workspace->ledger().begin(f.owner(), access::Permission::ChangeData, "test.link", "dataset/census:1");
    must(change->addNode({"file/raw.csv", "file", "raw.csv"}));
    must(change->addNode({"dataset/census:1", "dataset", "census:1"}));
    must(change->addNode({"run/a", "run", "deep"}));
    must(change->addNode({"run/b", "run", "shallow"}));
    must(change->addNode({"model/census/1", "model_version", "census:1"}));
    must(change->addNode({"endpoint/census-production", "endpoint", "census-production"}));
    must(change->link("file/raw.csv", "dataset/census:1", "Produced", "import"));
    must(change->link("dataset/census:1", "run/a", "ContributedTo", "train"));
    must(change->link("dataset/census:1", "run/b", "ContributedTo", "train"));
    must(change->link("run/a", "model/census/1", "Produced", "register"));
    must(change->link("model/census/1", "endpoint/census-production", "ContributedTo", "deploy"));
    must(change->commit());
}

/// dataset/0 -> dataset/1 -> … in a line, much wider than any view.
void addLongChain(UiFixture& f, int length) {
    auto change =
        f.workspace->ledger().begin(f.owner(), access::Permission::ChangeData, "test.link", "dataset/census:1");
    for (int i = 0; i < length; ++i) {
        const auto id = "dataset/" + std::to_string(i);
        must(change->addNode({id, "dataset", id}));
        if (i > 0) must(change->link("dataset/" + std::to_string(i - 1), id, "Produced", "filter"));
    }
    must(change->commit());
}

void turnWheel(QWidget& on, int delta, Qt::KeyboardModifiers modifiers) {
    const QPointF at = QRectF(on.rect()).center();
    QWheelEvent event(at, on.mapToGlobal(at), {}, {0, delta}, Qt::NoButton, modifiers, Qt::NoScrollPhase, false);
    QApplication::sendEvent(&on, &event);
}

struct Opened {
    LineagePanel panel;
    explicit Opened(UiFixture& f) : panel(f.app) {
        panel.resize(1240, 860);
        panel.show();
        panel.refresh();
        if (!f.settle()) qFatal("the panel does not settle");
    }
    LineageView& view() { return *panel.findChild<LineageView*>("lineageView"); }
    QListView& list() { return *panel.findChild<QListView*>("lineageList"); }
    QPushButton* button(const char* name) { return panel.findChild<QPushButton*>(name); }
    QStringList shown() {
        QStringList ids;
        for (const auto& node : view().graph().nodes) ids << QString::fromStdString(node.node.id);
        ids.sort();
        return ids;
    }
};

} // namespace

class TestLineagePanel : public QObject {
    Q_OBJECT
private slots:
    void theWayFromRawFileToEndpointIsDrawnFromLeftToRight() {
        UiFixture f;
        addChain(f);
        Opened o(f);
        QCOMPARE(o.view().selectedId(), QString("endpoint/census-production"));
        QCOMPARE(o.shown(),
            QStringList({"dataset/census:1", "endpoint/census-production", "file/raw.csv", "model/census/1", "run/a"}));
        double before = -1e9;
        for (const auto* id :
            {"file/raw.csv", "dataset/census:1", "run/a", "model/census/1", "endpoint/census-production"}) {
            const auto box = o.view().nodeRect(id);
            QVERIFY2(box.left() > before, id);
            before = box.right();
        }
    }

    void clickingANodeTellsWhoMadeItAndItsButtonOpensIt() {
        UiFixture f;
        addChain(f);
        Opened o(f);
        QTest::mouseClick(&o.view(), Qt::LeftButton, {}, o.view().nodeRect("model/census/1").center().toPoint());
        QCOMPARE(o.view().selectedId(), QString("model/census/1"));
        QCOMPARE(o.panel.findChild<QLabel*>("lineageName")->text(), QString("census:1"));
        QStringList texts;
        for (const auto* label : o.panel.findChildren<QLabel*>()) texts << label->text();
        QVERIFY(texts.contains("ada") && texts.contains("register"));
        QCOMPARE(o.button("openObjectButton")->text(), QString("Open in Registry"));
        QTest::mouseClick(o.button("openObjectButton"), Qt::LeftButton);
        QCOMPARE(f.visited, QStringList({"model/census/1"}));
    }

    void arrowKeysFollowTheLinks() {
        UiFixture f;
        addChain(f);
        Opened o(f);
        QTest::keyClick(&o.view(), Qt::Key_Left);
        QCOMPARE(o.view().selectedId(), QString("model/census/1"));
        QTest::keyClick(&o.view(), Qt::Key_Left);
        QTest::keyClick(&o.view(), Qt::Key_Left);
        QCOMPARE(o.view().selectedId(), QString("dataset/census:1"));
        QTest::keyClick(&o.view(), Qt::Key_Right);
        QCOMPARE(o.view().selectedId(), QString("run/a"));
        QTest::keyClick(&o.view(), Qt::Key_Return);
        QCOMPARE(f.visited, QStringList({"run/a"}));
    }

    void directionAndDepthNarrowTheGraph() {
        UiFixture f;
        addChain(f);
        Opened o(f);
        o.panel.showObject("dataset/census:1");
        QVERIFY(f.settle());
        QCOMPARE(o.shown().size(), 6);
        o.panel.findChild<QComboBox*>("lineageDirection")->setCurrentIndex(1);
        QVERIFY(f.settle());
        QCOMPARE(o.shown(), QStringList({"dataset/census:1", "file/raw.csv"}));
        o.panel.findChild<QComboBox*>("lineageDirection")->setCurrentIndex(2);
        o.panel.findChild<QComboBox*>("lineageDepth")->setCurrentIndex(1);
        QVERIFY(f.settle());
        QCOMPARE(o.shown(), QStringList({"dataset/census:1", "run/a", "run/b"}));
    }

    void theListIsGroupedAndSearchable() {
        UiFixture f;
        addChain(f);
        Opened o(f);
        QCOMPARE(o.list().model()->rowCount(), 6 + 5); // six objects under five headings
        auto* search = o.panel.findChild<SearchBox*>("lineageSearch");
        QTest::keyClicks(search, "shallow");
        QTest::keyClick(search, Qt::Key_Return);
        QCOMPARE(o.list().model()->rowCount(), 2);
        QTest::mouseClick(
            o.list().viewport(), Qt::LeftButton, {}, o.list().visualRect(o.list().model()->index(1, 0)).center());
        QVERIFY(f.settle());
        QCOMPARE(o.view().selectedId(), QString("run/b"));
        QCOMPARE(o.shown(), QStringList({"dataset/census:1", "file/raw.csv", "run/b"}));
    }

    void aGraphWiderThanTheViewOpensReadableAroundWhatWasAskedFor() {
        UiFixture f;
        addLongChain(f, 30);
        Opened o(f);
        o.panel.showObject("dataset/15");
        QVERIFY(f.settle());
        QVERIFY2(o.view().scale() >= 1, "text is never smaller than 11 pixels");
        QVERIFY(QRectF(o.view().rect()).contains(o.view().nodeRect("dataset/15")));
    }

    void theWheelScrollsAndWithControlItZooms() {
        UiFixture f;
        addLongChain(f, 30);
        Opened o(f);
        o.panel.showObject("dataset/15");
        QVERIFY(f.settle());
        const QRectF before = o.view().nodeRect("dataset/15");
        turnWheel(o.view(), -240, {});
        QCOMPARE(o.view().scale(), 1.0);
        QVERIFY(o.view().nodeRect("dataset/15").left() < before.left());
        for (int i = 0; i < 200; ++i) turnWheel(o.view(), -240, {});
        QVERIFY2(QRectF(o.view().rect()).contains(o.view().nodeRect("dataset/29")), "it stops at the end of the graph");
        turnWheel(o.view(), 120, Qt::ControlModifier);
        QVERIFY(o.view().scale() > 1);
    }

    void aClickInTheOverviewShowsThatPart() {
        UiFixture f;
        addLongChain(f, 30);
        Opened o(f);
        o.panel.showObject("dataset/15");
        QVERIFY(f.settle());
        const QRectF map = o.view().miniMapRect();
        QTest::mouseClick(&o.view(), Qt::LeftButton, {}, QPointF(map.left() + 8, map.center().y()).toPoint());
        QVERIFY(QRectF(o.view().rect()).contains(o.view().nodeRect("dataset/0")));
        QCOMPARE(o.view().selectedId(), QString("dataset/15"));
    }

    void namesBesideTheirKindAreShownWithoutItsWords() {
        QCOMPARE(nameBesideKind("census-production captured requests", "capture"), QString("census-production"));
        QCOMPARE(nameBesideKind("census", "capture"), QString("census"));
    }

    void aRefreshKeepsTheSelection() {
        UiFixture f;
        addChain(f);
        Opened o(f);
        QTest::keyClick(&o.view(), Qt::Key_Left);
        o.panel.refresh();
        QVERIFY(f.settle());
        QCOMPARE(o.view().selectedId(), QString("model/census/1"));
    }

    void anEmptyWorkspaceExplainsWhatCreatesLinks() {
        UiFixture f;
        Opened o(f);
        QVERIFY(o.button("openData")->isVisible());
        QVERIFY(!o.view().isVisible());
    }

    void cyclesAndWideGraphsAreLaidOutWithoutOverlap() {
        lineage::Graph graph;
        for (int i = 0; i < 60; ++i) {
            const auto id = "n" + std::to_string(i);
            graph.nodes.push_back({id, "run", id});
            if (i > 0) graph.edges.push_back({"n" + std::to_string(i / 3), id, "Produced", "train", "ada", 1});
        }
        graph.edges.push_back({"n59", "n0", "DerivedFrom", "retrain", "ada", 1});
        Progress progress;
        const auto laid = layOut(graph, progress);
        QVERIFY(laid.has_value());
        QCOMPARE(laid->edges.size(), std::size_t(60));
        for (std::size_t i = 0; i < laid->nodes.size(); ++i)
            for (std::size_t j = i + 1; j < laid->nodes.size(); ++j)
                QVERIFY(!laid->nodes[i].box.intersects(laid->nodes[j].box));
    }

    void fiveThousandNodesAreLaidOutAndSelfLinksAreLeftOut() {
        lineage::Graph graph;
        for (int i = 0; i < 5000; ++i) {
            const auto id = "n" + std::to_string(i);
            graph.nodes.push_back({id, "dataset", id});
            if (i > 0) graph.edges.push_back({"n" + std::to_string(i / 2), id, "Produced", "filter", "ada", 1});
        }
        graph.edges.push_back({"n7", "n7", "DerivedFrom", "copy", "ada", 1});
        Progress progress;
        const auto laid = layOut(graph, progress);
        QVERIFY(laid.has_value());
        QCOMPARE(laid->nodes.size(), std::size_t(5000));
        QCOMPARE(laid->edges.size(), std::size_t(4999));
        progress.cancel();
        QCOMPARE(layOut(graph, progress).error().code, ErrorCode::Cancelled);
    }
};

QTEST_MAIN(TestLineagePanel)
#include "tst_lineage_panel.moc"
