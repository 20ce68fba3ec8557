#include <QPushButton>
#include <QTest>
#include <QToolButton>

#include "core/deploy/rollout.h"
#include "tests/ui/registry/focusable.h"
#include "tests/ui/registry/versions.h"
#include "ui/deploy/deploy_panel.h"
#include "ui/deploy/endpoint_card.h"
#include "ui/widgets/data_table.h"

using namespace slipway;
using namespace slipway::ui;
using testkit::addVersion;
using testkit::UiFixture;

namespace {

struct Opened {
    DeployPanel panel;
    explicit Opened(UiFixture& f) : panel(f.app) {
        panel.resize(1240, 900);
        panel.show();
        panel.refresh();
        if (!f.settle()) qFatal("the panel does not settle");
    }
    EndpointCard* card(const QString& endpoint) {
        for (auto* card : panel.findChildren<EndpointCard*>())
            if (card->property("endpoint").toString() == endpoint) return card;
        return nullptr;
    }
};

void check(const auto& result) {
    if (!result) qFatal("%s", toLine(result.error()).c_str());
}

/// Deployed, and in service as the service would report it once the model server answers.
void deployTo(UiFixture& f, int version, const std::string& stage) {
    const auto done =
        f.workspace->deployments().deploy(f.owner(), {.model = "census", .version = version, .stage = stage});
    check(done);
    const deploy::EndpointStore store(f.workspace->db());
    deploy::Rollout rollout(f.workspace->ledger(), f.workspace->registry());
    check(rollout.finish(f.owner(), **store.find(done->name), **store.latestDeployment(done->name)));
}

/// Two approved versions; the second follows the first in production, and the first also runs in dev.
void addDeployments(UiFixture& f) {
    testkit::approve(f, addVersion(f, "shallow", {.auc = 0.92}));
    deployTo(f, 1, "production");
    deployTo(f, 1, "dev");
    testkit::approve(f, addVersion(f, "deep"));
    deployTo(f, 2, "production");
}

} // namespace

class TestDeployPanel : public QObject {
    Q_OBJECT
private slots:
    void eachStageShowsItsEndpoints() {
        UiFixture f;
        addDeployments(f);
        Opened o(f);
        QVERIFY(o.card("census-production"));
        QCOMPARE(o.card("census-production")->parentWidget()->objectName(), QString("stage_production"));
        QCOMPARE(o.card("census-dev")->parentWidget()->objectName(), QString("stage_dev"));
        auto* variants = o.panel.findChild<DataTable*>("variantsTable");
        QVERIFY(variants->model()->rowCount() >= 1); // production is selected
    }

    void rollBackIsOneClickAndStored() {
        UiFixture f;
        addDeployments(f);
        Opened o(f);
        auto* button = o.card("census-production")->findChild<QPushButton*>("rollbackButton");
        QVERIFY(button->isEnabled());
        QCOMPARE(button->text(), QString("Roll back to v1"));
        QTest::mouseClick(button, Qt::LeftButton);
        QTRY_COMPARE(f.workspace->deployments().find("census-production")->variants.back().version, 1);
        QVERIFY(f.settle());
        const auto audited = f.workspace->ledger().audit().page(0, 1, "endpoint/census-production");
        QCOMPARE(audited->front().action, std::string("deployment.rollback"));
        QCOMPARE(f.notifications.all().front().title, QString("census-production goes back to v1"));
    }

    void withoutAVersionBeforeRollBackIsOffAndSaysWhy() {
        UiFixture f;
        addDeployments(f);
        Opened o(f);
        auto* button = o.card("census-dev")->findChild<QPushButton*>("rollbackButton");
        QVERIFY(!button->isEnabled());
        QVERIFY(button->toolTip().contains("no version before"));
    }

    void choosingACardShowsItInDepthAndAPollKeepsIt() {
        UiFixture f;
        addDeployments(f);
        Opened o(f);
        auto* card = o.card("census-dev");
        QTest::mouseClick(card, Qt::LeftButton, {}, QPoint(20, 60));
        QVERIFY(f.settle());
        auto* variants = o.panel.findChild<DataTable*>("variantsTable");
        QCOMPARE(variants->model()->index(0, 0).data().toString(), QString("v1"));
        o.panel.refresh();
        QVERIFY(f.settle());
        QCOMPARE(o.card("census-dev"), card); // updated in place
    }

    void changesOfOthersAppearWhileThePanelIsVisible() {
        UiFixture f;
        addDeployments(f);
        Opened o(f);
        deployTo(f, 2, "staging");
        QTRY_VERIFY(o.card("census-staging"));
        QVERIFY(f.settle());
    }

    void anEmptyWorkspaceLeadsToTheRegistry() {
        UiFixture f;
        Opened o(f);
        auto* open = o.panel.findChild<QPushButton*>("openRegistry");
        QVERIFY(open->isVisible());
        QTest::mouseClick(open, Qt::LeftButton);
        QCOMPARE(f.visited, QStringList({"registry"}));
    }

    void withoutAServiceItOffersToStartOne() {
        UiFixture f;
        addDeployments(f);
        Opened o(f);
        QVERIFY(o.panel.findChild<QPushButton*>("startServiceButton")->isVisible());
        QVERIFY(!o.panel.findChild<QPushButton*>("sendTestButton")->isEnabled());
        QVERIFY(!o.card("census-dev")->findChild<QToolButton*>("copyUrlButton")->isEnabled());
    }

    void everythingThatTakesFocusHasAName() {
        UiFixture f;
        addDeployments(f);
        Opened o(f);
        const auto unnamed = testkit::unnamedFocusable(o.panel);
        QVERIFY2(unnamed.isEmpty(), qPrintable(unnamed));
    }
};

QTEST_MAIN(TestDeployPanel)
#include "tst_deploy_panel.moc"
