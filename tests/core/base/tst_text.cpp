#include <cmath>
#include <limits>

#include <QTest>

#include "core/base/text.h"

using namespace slipway;

class TestText : public QObject {
    Q_OBJECT
private slots:
    void findsTheFirstBadByte() {
        QCOMPARE(firstInvalidUtf8("plain, Zürich, 日本, 😀"), std::string_view::npos);
        QCOMPARE(firstInvalidUtf8("ab\xff"), std::size_t(2));
        QCOMPARE(firstInvalidUtf8("\xc0\xaf"), std::size_t(0));     // overlong
        QCOMPARE(firstInvalidUtf8("\xed\xa0\x80"), std::size_t(0)); // surrogate
        QCOMPARE(firstInvalidUtf8("a\xe6\x97"), std::size_t(1));    // cut off
    }
    void keepsMessagesOnOneLine() {
        QCOMPARE(forMessage("a\nb"), std::string("a\\x0ab"));
        QVERIFY(forMessage(std::string(500, 'x')).size() < 90);
        QCOMPARE(forMessage("\xf0\x9f\x9a\x80\xf0\x9f\x9a\x80", 5), std::string("\xf0\x9f\x9a\x80\xf0\x9f\x9a\x80"));
        QCOMPARE(forMessage("ä\xff" + std::string(500, 'x'), 6), std::string("???xxx…")); // also where it is cut
        QVERIFY(forMessage(std::string(500, '\x80')).size() < 90);
    }
    void namesAreShortAndPlain() {
        QVERIFY(isValidName("census-income_2.1"));
        for (const char* bad : {"", "-x", "a b", "a/b", "ä", ".."}) QVERIFY2(!isValidName(bad), bad);
        QVERIFY(!isValidName(std::string(65, 'a')));
    }
    void numbersReadBack() {
        QCOMPARE(toText(0.1), std::string("0.1"));
        QCOMPARE(toText(-std::numeric_limits<double>::infinity()), std::string("-Infinity"));
        QCOMPARE(withThousands(-1234567), std::string("-1,234,567"));
        QCOMPARE(withThousands(999), std::string("999"));
    }
    void oneThingIsSingular() {
        QCOMPARE(counted(1, "row"), std::string("1 row"));
        QCOMPARE(counted(0, "row"), std::string("0 rows"));
        QCOMPARE(counted(1234, "row"), std::string("1,234 rows"));
        QCOMPARE(counted(2, "category", "categories"), std::string("2 categories"));
    }
    void theNearestNameIsTheOneMeant() {
        const std::vector<std::string> names{"import", "list", "show", "export"};
        QCOMPARE(nearestName("Imprt", names), std::string("import"));
        QCOMPARE(nearestName("lst", names), std::string("list"));
        QCOMPARE(nearestName("zzzzzzzz", names), std::string());
        QCOMPARE(nearestName("", names), std::string());
    }
    void splitsAndTrims() {
        QCOMPARE(split("a,,b", ',').size(), std::size_t(3));
        QCOMPARE(trimmed("  x \r\n"), std::string_view("x"));
    }
};

QTEST_GUILESS_MAIN(TestText)
#include "tst_text.moc"
