#include <QTest>

#include "ui/shell/fuzzy_match.h"
#include "ui/shell/links.h"

using namespace slipway::ui;

class TestFuzzyMatch : public QObject {
    Q_OBJECT
private slots:
    void partsFitWordStartsInOrder() {
        QVERIFY(fuzzyMatch("ap cl", "Approve invoice-classifier v15").score > 0);
        QVERIFY(fuzzyMatch("cens inc", "census-income v2").score > 0);
        QCOMPARE(fuzzyMatch("zz", "census-income v2").score, 0);
        QCOMPARE(fuzzyMatch("inc cens", "census-income").score, 0);
    }
    void wordStartsRankAboveMiddlesAndBeginningsAboveWordStarts() {
        const int start = fuzzyMatch("mon", "Monitoring").score;
        const int word = fuzzyMatch("mon", "Open Monitoring").score;
        const int middle = fuzzyMatch("nit", "Monitoring").score;
        QVERIFY(start > word && word > middle && middle > 0);
    }
    void hitsAreTheLettersShownInBold() {
        QCOMPARE(fuzzyMatch("da so", "Data sources").hits, (QList<int>{0, 1, 5, 6}));
    }
    void initialsFit() {
        QVERIFY(fuzzyMatch("cwr", "Compare with reference").score > 0);
        QCOMPARE(fuzzyMatch("cen", "Collapse or expand the navigation").score, 0);
    }
    void anEmptyQueryFitsEverything() { QVERIFY(fuzzyMatch("", "x").score > 0); }

    void linksLeadToPanels() {
        QCOMPARE(targetOf("slipway://model/census-income/3").panel, QString("registry"));
        QCOMPARE(targetOf("slipway://model/census-income/3").object, QString("model/census-income/3"));
        QCOMPARE(targetOf("settings/rules").object, QString("rules"));
        QCOMPARE(targetOf("monitor").panel, QString("monitor"));
        QCOMPARE(targetOf("monitor").object, QString());
        QCOMPARE(targetOf("monitor/inputs").object, QString("monitor/inputs"));
        QCOMPARE(targetOf("pipeline_run/7").panel, QString("pipeline"));
        QCOMPARE(targetOf("dataset/census:1").panel, QString("data"));
        QCOMPARE(targetOf("nonsense/1").panel, QString());
        QCOMPARE(targetOf("").panel, QString());
    }
};

QTEST_GUILESS_MAIN(TestFuzzyMatch)
#include "tst_fuzzy_match.moc"
