#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTest>

#include "tests/testkit/ui_fixture.h"
#include "ui/feature/feature_panel.h"
#include "ui/widgets/data_table.h"

using namespace slipway;
using namespace slipway::ui;
using slipway::testkit::UiFixture;

class TestFeaturePanel : public QObject {
    Q_OBJECT
private slots:
    void materializingByTheButtonFillsBothStores() {
        UiFixture f;
        const auto csv = f.folder().parent_path() / "people.csv";
        QVERIFY(writeFileAtomically(csv, "id,age,gain\n1,39,10\n2,50,20\n"));
        Progress progress;
        data::DatasetService::Import request;
        request.name = "people";
        request.files = {csv};
        QVERIFY(f.workspace->datasets().import(f.owner(), request, progress).has_value());
        feature::FeatureGroup group;
        group.name = "person";
        group.entity = "id";
        group.dataset = "people";
        group.sql = "SELECT id, age, gain * 2 AS twice FROM people";
        QVERIFY(f.workspace->features().create(f.owner(), group).has_value());

        FeaturePanel panel(f.app);
        panel.resize(1200, 900);
        panel.show();
        panel.refresh();
        QTRY_COMPARE(panel.findChild<DataTable*>("featureGroups")->model()->rowCount(), 1);
        QTRY_VERIFY(!panel.isLoading());
        QTest::mouseClick(panel.findChild<QPushButton*>("materializeButton"), Qt::LeftButton);
        QTRY_COMPARE(panel.findChild<DataTable*>("featureTable")->model()->rowCount(), 2);
        QCOMPARE(table::toText(f.workspace->features().read("person", "2")->values.at("twice")), std::string("40"));

        auto* key = panel.findChild<QLineEdit*>("featureKey");
        key->clear();
        QTest::keyClicks(key, "2");
        QTest::keyClick(key, Qt::Key_Return);
        auto* values = panel.findChild<DataTable*>("featureValues");
        QTRY_COMPARE(values->model()->rowCount(), 2);
        QTRY_COMPARE(values->model()->index(1, 1).data().toString(), QString("40"));
        QCOMPARE(values->model()->index(1, 2).data().toString(), QString("40"));

        key->clear();
        QTest::keyClicks(key, "77");
        QTest::keyClick(key, Qt::Key_Return);
        QTRY_VERIFY(panel.findChild<QLabel*>("lookupAnswer")->text().contains("No row"));
    }
};

QTEST_MAIN(TestFeaturePanel)
#include "tst_feature_panel.moc"
