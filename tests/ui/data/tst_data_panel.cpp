#include <QFile>
#include <QLabel>
#include <QPushButton>
#include <QSpinBox>
#include <QTabWidget>
#include <QTest>

#include "tests/testkit/ui_fixture.h"
#include "ui/data/data_panel.h"
#include "ui/widgets/data_table.h"

using namespace slipway;
using namespace slipway::ui;
using slipway::testkit::UiFixture;

class TestDataPanel : public QObject {
    Q_OBJECT

    static QString csvFile(UiFixture& f, const QByteArray& bytes) {
        const auto path = QString::fromStdString((f.folder().parent_path() / "people.csv").string());
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly)) qFatal("cannot write");
        file.write(bytes);
        return path;
    }

private slots:
    void importingAFileByTheButtonStoresIt() {
        UiFixture f;
        DataPanel panel(f.app);
        panel.resize(1200, 800);
        panel.show();
        panel.refresh();
        QTRY_VERIFY(!panel.isLoading());
        f.prompts.answer(csvFile(f, "age,sex\n39,Male\n50,Female\n38\n"));
        f.prompts.answer(QString("people"));
        QTest::mouseClick(panel.findChild<QPushButton*>("importButton"), Qt::LeftButton);
        auto* table = panel.findChild<DataTable*>("datasetTable");
        QTRY_COMPARE(table->model()->rowCount(), 1);
        const auto stored = f.workspace->datasets().find("people");
        QVERIFY(stored.has_value());
        QCOMPARE(stored->rows, 2);
        QCOMPARE(stored->skippedRows, 1);
        QTRY_COMPARE(panel.findChild<DataTable*>("datasetColumns")->model()->rowCount(), 2);
        QTRY_COMPARE(panel.findChild<DataTable*>("datasetPreview")->model()->rowCount(), 2);
    }

    void sensitiveColumnsAreFlaggedAndCanBeCleared() {
        UiFixture f;
        Progress progress;
        data::DatasetService::Import request;
        request.name = "people";
        request.files = {csvFile(f, "age,income\n39,1\n50,2\n").toStdString()};
        QVERIFY(f.workspace->datasets().import(f.owner(), request, progress).has_value());
        DataPanel panel(f.app);
        panel.show();
        panel.refresh();
        auto* columns = panel.findChild<DataTable*>("datasetColumns");
        QTRY_COMPARE(columns->model()->rowCount(), 2);
        QVERIFY(columns->selectId("age"));
        auto* flag = panel.findChild<QPushButton*>("flagSensitiveButton");
        QCOMPARE(flag->text(), QString("Clear the sensitive flag"));
        QTest::mouseClick(flag, Qt::LeftButton);
        QTRY_COMPARE(flag->text(), QString("Flag as sensitive"));
        QVERIFY(!f.workspace->datasets().find("people")->columns[0].sensitive);
    }

    void theRuleThatDroppedARowIsTold() {
        UiFixture f;
        Progress progress;
        data::DatasetService::Import request;
        request.name = "people";
        request.files = {csvFile(f, "age,work\n39,a\n50,\n38,b\n").toStdString()};
        const auto imported = f.workspace->datasets().import(f.owner(), request, progress);
        QVERIFY(imported.has_value());
        QVERIFY(f.workspace->datasets()
                .filter(f.owner(), imported->version, {{"has-work", "work IS NOT NULL"}}, "clean", progress)
                .has_value());
        DataPanel panel(f.app);
        panel.resize(1200, 800);
        panel.show();
        panel.showObject("dataset/clean:1");
        panel.refresh();
        QTRY_COMPARE(panel.findChild<DataTable*>("filterCounts")->model()->rowCount(), 1);
        panel.findChild<QSpinBox*>("droppedRow")->setValue(2);
        auto* ask = panel.findChild<QPushButton*>("askDroppedButton");
        panel.findChild<QTabWidget*>("datasetTabs")->setCurrentIndex(2);
        QTest::mouseClick(ask, Qt::LeftButton);
        auto* answer = panel.findChild<QLabel*>("droppedAnswer");
        QTRY_VERIFY2(answer->text().contains("has-work"), qPrintable(answer->text()));
    }
};

QTEST_MAIN(TestDataPanel)
#include "tst_data_panel.moc"
