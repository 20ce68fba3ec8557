#include <QString>
#include <QTest>

#include "core/label/text_offsets.h"

using namespace slipway::label;

class TestTextOffsets : public QObject {
    Q_OBJECT
private slots:
    void countsCharactersInThreeWays() {
        const std::string text = "aé日😀b"; // 1, 2, 3, 4 and 1 bytes; 1, 1, 1, 2 and 1 units
        const TextOffsets offsets(text);
        QCOMPARE(offsets.codePoints(), std::int64_t(5));
        QCOMPARE(offsets.bytes(), std::int64_t(11));
        QCOMPARE(offsets.utf16Units(), std::int64_t(6));
        QCOMPARE(offsets.byteAt(4), std::int64_t(10));
        QCOMPARE(offsets.utf16At(4), std::int64_t(5));
        QCOMPARE(offsets.codePointAtByte(10), std::int64_t(4));
        QCOMPARE(offsets.codePointAtUtf16(5), std::int64_t(4));
        QCOMPARE(offsets.between(2, 4), std::string_view("日😀"));
    }
    void aPositionInsideACharacterIsItsStart() {
        const TextOffsets offsets("a😀b");
        QCOMPARE(offsets.codePointAtByte(2), std::int64_t(1));
        QCOMPARE(offsets.codePointAtByte(4), std::int64_t(1));
        QCOMPARE(offsets.codePointAtUtf16(2), std::int64_t(1));
        QCOMPARE(offsets.codePointAtUtf16(3), std::int64_t(2));
    }
    void positionsOutsideAreTheEnds() {
        const TextOffsets offsets("日本");
        QCOMPARE(offsets.byteAt(-3), std::int64_t(0));
        QCOMPARE(offsets.byteAt(99), std::int64_t(6));
        QCOMPARE(offsets.utf16At(99), std::int64_t(2));
        QCOMPARE(offsets.codePointAtByte(-1), std::int64_t(0));
        QCOMPARE(offsets.codePointAtByte(99), std::int64_t(2));
        QCOMPARE(offsets.codePointAtUtf16(99), std::int64_t(2));
        QCOMPARE(offsets.between(1, 99), std::string_view("本"));
        QVERIFY(offsets.between(2, 1).empty());
    }
    void anEmptyTextHasOnePosition() {
        const TextOffsets offsets("");
        QCOMPARE(offsets.codePoints(), std::int64_t(0));
        QCOMPARE(offsets.byteAt(5), std::int64_t(0));
        QCOMPARE(offsets.codePointAtUtf16(5), std::int64_t(0));
    }
    void brokenBytesCountAsOneEach() {
        const TextOffsets offsets("a\xF0\x9F\x98|\xC0\xAF\xED\xA0\x80");
        QCOMPARE(offsets.codePoints(), offsets.bytes());
        QCOMPARE(offsets.byteAt(4), std::int64_t(4));
        QCOMPARE(countCodePoints("a\xF0\x9F\x98|"), std::int64_t(5));
    }
    void agreesWithQtOnEveryPositionOfALongText() {
        std::string text;
        for (int i = 0; i < 2000; i++) text += i % 7 == 0 ? "😀" : i % 5 == 0 ? "日" : i % 3 == 0 ? "é" : "x";
        const TextOffsets offsets(text);
        const auto qt = QString::fromStdString(text);
        QCOMPARE(offsets.utf16Units(), std::int64_t(qt.size()));
        std::int64_t codePoint = 0;
        for (qsizetype unit = 0; unit < qt.size(); unit++) {
            if (qt[unit].isLowSurrogate()) continue;
            QCOMPARE(offsets.codePointAtUtf16(unit), codePoint);
            QCOMPARE(offsets.utf16At(codePoint), std::int64_t(unit));
            const auto before = qt.left(unit).toUtf8().size();
            if (unit % 37 == 0) {
                QCOMPARE(offsets.byteAt(codePoint), std::int64_t(before));
                QCOMPARE(offsets.codePointAtByte(before), codePoint);
            }
            codePoint++;
        }
        QCOMPARE(offsets.codePoints(), codePoint);
    }
};

QTEST_GUILESS_MAIN(TestTextOffsets)
#include "tst_text_offsets.moc"
