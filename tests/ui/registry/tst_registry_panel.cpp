#include <QApplication>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTest>

#include "tests/ui/registry/focusable.h"
#include "tests/ui/registry/versions.h"
#include "ui/registry/registry_panel.h"
#include "ui/widgets/data_table.h"

using namespace slipway;
using namespace slipway::ui;
using registry::VersionStatus;
using testkit::addVersion;
using testkit::UiFixture;

namespace {

/// The panel as a person sees it, with everything loaded.
struct Opened {
    RegistryPanel panel;
    explicit Opened(UiFixture& f) : panel(f.app) {
        panel.resize(1240, 900);
        panel.show();
        panel.refresh();
        if (!f.settle()) qFatal("the panel does not settle");
    }
    QPushButton* button(const char* name) { return panel.findChild<QPushButton*>(name); }
    void click(const char* name) { QTest::mouseClick(button(name), Qt::LeftButton); }
    QPlainTextEdit* field(const char* name) { return panel.findChild<QPlainTextEdit*>(name); }
    QString label(const char* name) { return panel.findChild<QLabel*>(name)->text(); }
    QString cell(int row, const QString& column) {
        const auto* model = panel.findChild<DataTable*>("versionsTable")->model();
        for (int i = 0; i < model->columnCount(); ++i)
            if (model->headerData(i, Qt::Horizontal).toString() == column)
                return model->index(row, i).data().toString();
        return "no such column";
    }
};

registry::ModelVersion stored(UiFixture& f, int version) {
    return f.workspace->registry().find("census", version).value_or(registry::ModelVersion());
}

QStringList storedHistory(UiFixture& f, int version) {
    QStringList kinds;
    const auto history = f.workspace->registry().history("census", version);
    for (const auto& decision : *history) kinds << QString::fromStdString(decision.kind);
    kinds.sort();
    return kinds;
}

QString lastAudited(UiFixture& f) {
    return QString::fromStdString(f.workspace->ledger().audit().page(0, 1)->front().action);
}

/// Version 1 in production, version 2 waiting and better in every respect.
void addPair(UiFixture& f) {
    const auto first = addVersion(f, "shallow", {.auc = 0.92, .logLoss = 0.30});
    testkit::approve(f, first);
    QVERIFY(f.workspace->registry().setStage("census", 1, "production", "ada"));
    addVersion(f, "deep");
}

} // namespace

class TestRegistryPanel : public QObject {
    Q_OBJECT
private slots:
    void oneClickApprovesStoresAuditsAndShowsIt() {
        UiFixture f;
        addPair(f);
        Opened o(f);
        QVERIFY2(o.button("approveButton")->isEnabled(), qPrintable(o.label("decisionRequirement")));
        QCOMPARE(o.cell(0, "Status"), QString("Pending approval"));
        o.click("approveButton");
        QTRY_COMPARE(stored(f, 2).status, VersionStatus::Approved);
        QVERIFY(f.settle());
        QCOMPARE(stored(f, 2).decidedBy, std::string("ada"));
        QCOMPARE(lastAudited(f), QString("model.approve"));
        QVERIFY(f.workspace->ledger().audit().verify()->intact);
        QCOMPARE(o.cell(0, "Status"), QString("Approved"));
        QCOMPARE(o.panel.findChildren<QWidget*>("historyEntry").size(), 2);
        const auto& notice = f.notifications.all().front();
        QCOMPARE(notice.title, QString("Approved census v2"));
        QCOMPARE(notice.action, QString("Undo"));
        QVERIFY(notice.countdown && notice.seconds > 20 && notice.seconds <= 30);
        QVERIFY(o.button("headerUndoButton")->isVisible());
    }

    void afterApprovingWithTheKeyboardTheFocusIsOnUndo() {
        UiFixture f;
        addPair(f);
        Opened o(f);
        o.panel.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&o.panel));
        o.button("approveButton")->setFocus();
        QTest::keyClick(o.button("approveButton"), Qt::Key_Space);
        QTRY_COMPARE(stored(f, 2).status, VersionStatus::Approved);
        QVERIFY(f.settle());
        QCOMPARE(QApplication::focusWidget(), o.button("undoDecisionButton"));
    }

    void undoWithinTheWindowMakesItPendingAndKeepsBothEntries() {
        UiFixture f;
        addPair(f);
        Opened o(f);
        o.click("approveButton");
        QTRY_VERIFY(o.button("headerUndoButton")->isVisible());
        o.click("headerUndoButton");
        QTRY_COMPARE(stored(f, 2).status, VersionStatus::Pending);
        QVERIFY(f.settle());
        QCOMPARE(storedHistory(f, 2), QStringList({"approved", "registered", "undone"}));
        QCOMPARE(o.panel.findChildren<QWidget*>("historyEntry").size(), 3);
        QCOMPARE(o.cell(0, "Status"), QString("Pending approval"));
        QVERIFY(!o.button("headerUndoButton")->isVisible());
        QVERIFY(o.button("approveButton")->isVisible());
    }

    void theToastsUndoDoesTheSame() {
        UiFixture f;
        addPair(f);
        Opened o(f);
        o.click("approveButton");
        QTRY_COMPARE(stored(f, 2).status, VersionStatus::Approved);
        QVERIFY(f.settle());
        f.notifications.all().front().run();
        QTRY_COMPARE(stored(f, 2).status, VersionStatus::Pending);
        QVERIFY(f.settle());
    }

    void aWarningAsksForANoteBeforeApproving() {
        UiFixture f;
        addVersion(f, "only"); // nothing is in production to compare with: a warning
        Opened o(f);
        QVERIFY(!o.button("approveButton")->isEnabled());
        QVERIFY2(o.label("decisionRequirement").contains("note"), qPrintable(o.label("decisionRequirement")));
        QTest::keyClicks(o.field("decisionNote"), "   ");
        QVERIFY(!o.button("approveButton")->isEnabled());
        QTest::keyClicks(o.field("decisionNote"), "the first version");
        QVERIFY(o.button("approveButton")->isEnabled());
        o.click("approveButton");
        QTRY_COMPARE(stored(f, 1).status, VersionStatus::Approved);
        QCOMPARE(stored(f, 1).note, std::string("the first version"));
        QVERIFY(f.settle());
    }

    void aFailedCheckDisablesApproveAndSaysWhyInWords() {
        UiFixture f;
        addVersion(f, "weak", {.auc = 0.81});
        Opened o(f);
        QTest::keyClicks(o.field("decisionNote"), "please");
        QVERIFY(!o.button("approveButton")->isEnabled());
        QVERIFY2(o.label("decisionRequirement").contains("ROC AUC at least 0.9"),
            qPrintable(o.label("decisionRequirement")));
        QVERIFY(o.panel.findChild<QLabel*>("decisionRequirement")->isVisible());
        QTest::keyClick(&o.panel, Qt::Key_Return, Qt::ControlModifier);
        QVERIFY(f.settle());
        QCOMPARE(stored(f, 1).status, VersionStatus::Pending);
    }

    void rejectingNeedsAReasonOfTenCharacters() {
        UiFixture f;
        addPair(f);
        Opened o(f);
        o.click("rejectButton");
        QVERIFY(o.field("rejectReason")->isVisible());
        QVERIFY(!o.button("rejectNowButton")->isEnabled());
        QTest::keyClicks(o.field("rejectReason"), "too weak");
        QTest::keyClick(o.field("rejectReason"), Qt::Key_Return);
        QVERIFY(!o.button("rejectNowButton")->isEnabled());
        QCOMPARE(stored(f, 2).status, VersionStatus::Pending);
        QTest::keyClicks(o.field("rejectReason"), "for the north");
        QVERIFY(o.button("rejectNowButton")->isEnabled());
        o.click("rejectNowButton");
        QTRY_COMPARE(stored(f, 2).status, VersionStatus::Rejected);
        QVERIFY(f.settle());
        QCOMPARE(stored(f, 2).note, std::string("too weak\nfor the north"));
        QCOMPARE(lastAudited(f), QString("model.reject"));
        QCOMPARE(o.cell(0, "Status"), QString("Rejected"));
    }

    void afterTheWindowAnApprovalIsRevokedWithAReason() {
        UiFixture f;
        addPair(f);
        testkit::approve(f, stored(f, 2));
        Opened o(f);
        QVERIFY(!o.button("undoDecisionButton")->isVisible());
        QVERIFY(o.button("revokeButton")->isEnabled());
        o.click("revokeButton");
        QTest::keyClicks(o.field("rejectReason"), "the labels were wrong");
        o.click("rejectNowButton");
        QTRY_COMPARE(stored(f, 2).status, VersionStatus::Rejected);
        QVERIFY(f.settle());
    }

    void aDeployedVersionCannotBeRevoked() {
        UiFixture f;
        addPair(f);
        Opened o(f);
        o.panel.showObject("model/census/1");
        QVERIFY(f.settle());
        QVERIFY(o.button("revokeButton")->isVisible() && !o.button("revokeButton")->isEnabled());
    }

    void controlEnterApprovesFromTheKeyboard() {
        UiFixture f;
        addPair(f);
        Opened o(f);
        o.panel.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&o.panel));
        o.field("decisionNote")->setFocus();
        QTest::keyClicks(o.field("decisionNote"), "looked at the slices");
        QTest::keyClick(o.field("decisionNote"), Qt::Key_Return, Qt::ControlModifier);
        QTRY_COMPARE(stored(f, 2).status, VersionStatus::Approved);
        QCOMPARE(stored(f, 2).note, std::string("looked at the slices"));
        QVERIFY(f.settle());
    }

    void metricsStandBesideProductionWithTheRightDirection() {
        UiFixture f;
        addPair(f);
        Opened o(f);
        const auto* metrics = o.panel.findChild<DataTable*>("metricsTable")->model();
        QCOMPARE(metrics->rowCount(), 3); // held-out metrics only
        QStringList verdicts;
        for (int row = 0; row < metrics->rowCount(); ++row)
            verdicts << metrics->index(row, 0).data().toString() + ": " + metrics->index(row, 4).data().toString();
        QCOMPARE(verdicts, QStringList({"ROC AUC: Better", "Accuracy: Same", "Log loss: Better"}));
        const auto* inputs = o.panel.findChild<DataTable*>("inputsTable")->model();
        QCOMPARE(inputs->rowCount(), 1); // only what differs
        QCOMPARE(inputs->index(0, 0).data().toString(), QString("max_depth"));
    }

    void typingANoteSurvivesARefresh() {
        UiFixture f;
        addPair(f);
        Opened o(f);
        QTest::keyClicks(o.field("decisionNote"), "half a thought");
        o.panel.refresh();
        QVERIFY(f.settle());
        QCOMPARE(o.field("decisionNote")->toPlainText(), QString("half a thought"));
        QCOMPARE(o.panel.findChild<DataTable*>("versionsTable")->selectedId(), QString("model/census/2"));
    }

    void aDecisionThatCoreRefusesIsTold() {
        UiFixture f;
        addPair(f);
        Opened o(f);
        QVERIFY(f.workspace->registry().reject(f.owner(), "census", 2, "somebody else was faster"));
        o.click("approveButton");
        QTRY_COMPARE(f.notifications.all().size(), std::size_t(1));
        QCOMPARE(f.notifications.all().front().severity, Severity::Failure);
        QVERIFY(f.settle());
        QCOMPARE(stored(f, 2).status, VersionStatus::Rejected);
        QCOMPARE(o.cell(0, "Status"), QString("Rejected"));
    }

    void anEmptyWorkspaceSaysWhatToDo() {
        UiFixture f;
        Opened o(f);
        QVERIFY(!o.panel.isLoading());
        QVERIFY(o.button("openExperiments")->isVisible());
        o.click("openExperiments");
        QCOMPARE(f.visited, QStringList({"track"}));
    }

    void aLinkOpensItsVersion() {
        UiFixture f;
        addPair(f);
        Opened o(f);
        o.panel.showObject("model/census/1");
        QVERIFY(f.settle());
        QCOMPARE(o.panel.findChild<DataTable*>("versionsTable")->selectedId(), QString("model/census/1"));
        QVERIFY(!o.button("approveButton")->isVisible());
        QVERIFY2(o.label("decisionText").startsWith("Approved by ada"), qPrintable(o.label("decisionText")));
    }

    void everythingThatTakesFocusHasAName() {
        UiFixture f;
        addPair(f);
        Opened o(f);
        o.click("rejectButton");
        const auto unnamed = testkit::unnamedFocusable(o.panel);
        QVERIFY2(unnamed.isEmpty(), qPrintable(unnamed));
    }
};

QTEST_MAIN(TestRegistryPanel)
#include "tst_registry_panel.moc"
