#include "tests/ui/label/text_page.h"

using namespace slipway;
using namespace slipway::ui;
using testkit::kSentence;
using testkit::region;
using Page = testkit::TextPage;

class TestTextSpans : public QObject {
    Q_OBJECT
private slots:
    void aDragAndALabelMakeASpan() {
        Page page(kSentence);
        page.drag(page.border(0), page.border(12));
        QVERIFY(page.edits.empty());
        page.view.setActiveLabel("Person");
        QCOMPARE(page.edits.size(), std::size_t(1));
        QCOMPARE(page.lastWords(), std::string("Ada Lovelace"));
        QCOMPARE(page.annotation.regions.back().label, std::string("Person"));
        QCOMPARE(page.view.selection(), QStringList{QString::fromStdString(page.annotation.regions.back().id)});
    }
    void aDoubleClickTakesTheWordAndATripleTheParagraph() {
        Page page("first line here\r\nsecond");
        QTest::mouseDClick(page.canvas().viewport(), Qt::LeftButton, {}, page.at(7));
        page.view.setActiveLabel("Place");
        QCOMPARE(page.lastWords(), std::string("line"));
        QTest::mouseDClick(page.canvas().viewport(), Qt::LeftButton, {}, page.at(7));
        QTest::mouseClick(page.canvas().viewport(), Qt::LeftButton, {}, page.at(7));
        page.view.setActiveLabel("Place");
        QCOMPARE(page.lastWords(), std::string("first line here"));
    }
    void onlyKeysMakeAndChangeASpan() {
        Page page(kSentence);
        page.key(Qt::Key_Right, Qt::ControlModifier); // behind Ada
        page.key(Qt::Key_Right);
        page.key(Qt::Key_Right, Qt::ControlModifier | Qt::ShiftModifier);
        page.view.setActiveLabel("Person");
        QCOMPARE(page.lastWords(), std::string("Lovelace"));
        page.key(Qt::Key_Right, Qt::ShiftModifier);
        QCOMPARE(page.last(), (label::Span{4, 13}));
        page.key(Qt::Key_Left, Qt::ShiftModifier, 2);
        QCOMPARE(page.lastWords(), std::string("Lovelac"));
        page.key(Qt::Key_Right, Qt::ShiftModifier | Qt::ControlModifier, 2);
        QCOMPARE(page.lastWords(), std::string("Lovelace lived"));
        page.key(Qt::Key_Left, Qt::ShiftModifier | Qt::ControlModifier);
        QCOMPARE(page.lastWords(), std::string("Lovelace"));
        page.key(Qt::Key_BracketLeft, {}, 4);
        QCOMPARE(page.lastWords(), std::string("Ada Lovelace"));
        page.key(Qt::Key_BracketRight);
        QCOMPARE(page.lastWords(), std::string("da Lovelace"));
        page.key(Qt::Key_Delete);
        QVERIFY(page.annotation.regions.empty());
    }
    void aSpanKeepsACharacter() {
        Page page("abc", {region("a", 1, 2)});
        page.view.select({"a"});
        QVERIFY(page.view.trigger("span.endLeft"));
        QVERIFY(page.view.trigger("span.startRight"));
        QVERIFY(page.edits.empty());
        page.view.select({});
        QVERIFY(!page.view.trigger("span.endLeft"));
    }
    void emojiAndMarksCountAsCodePointsAndStayWhole() {
        const std::string family = "👨‍👩‍👧‍👦"; // 7 code points, 11 units
        Page page("x " + family + " e\u0301 y");
        page.key(Qt::Key_Right, {}, 2);
        page.key(Qt::Key_Right, Qt::ShiftModifier);
        page.view.setActiveLabel("Person");
        QCOMPARE(page.last(), (label::Span{2, 9}));
        QCOMPARE(page.lastWords(), family);
        page.key(Qt::Key_Right, Qt::ShiftModifier, 2);
        QCOMPARE(page.lastWords(), family + " e\u0301");
        page.key(Qt::Key_Left, Qt::ShiftModifier);
        QCOMPARE(page.lastWords(), family + " ");
    }
    void aDragInsideAnEmojiTakesItWhole() {
        Page page("ab 👩🏽‍🚀 cd");
        page.drag(page.border(3), page.border(10) + QPoint(1, 0));
        page.view.setActiveLabel("Person");
        QCOMPARE(page.lastWords(), std::string("👩🏽‍🚀"));
        QCOMPARE(page.last(), (label::Span{3, 7}));
    }
    void hebrewIsLabelledFromRightToLeft() {
        Page page("שלום עולם טוב");
        QVERIFY(page.canvas().caretRect(0).left() > page.canvas().caretRect(4).left());
        page.key(Qt::Key_Left, Qt::ShiftModifier, 4); // onwards
        page.view.setActiveLabel("Person");
        QCOMPARE(page.lastWords(), std::string("שלום"));
        page.key(Qt::Key_Left, Qt::ShiftModifier | Qt::ControlModifier);
        QCOMPARE(page.lastWords(), std::string("שלום עולם"));
        page.key(Qt::Key_Right, Qt::ShiftModifier);
        QCOMPARE(page.lastWords(), std::string("שלום עול"));
    }
    void arabicIsDraggedInAnEnglishSentence() {
        const std::string text = "He said مرحبا بالعالم and left";
        Page page(text);
        const QRectF first = page.canvas().rectOf(8, 9), last = page.canvas().rectOf(12, 13);
        QVERIFY(first.left() > last.left());
        page.drag(QPointF(first.right() - 1, first.center().y()).toPoint(),
            QPointF(last.left() + 1, last.center().y()).toPoint());
        page.view.setActiveLabel("Place");
        QCOMPARE(page.lastWords(), std::string("مرحبا"));
        QCOMPARE(page.last(), (label::Span{8, 13}));
        page.click(10);
        QCOMPARE(page.view.selection().size(), 1);
    }
    void linesThatEndInCarriageReturnsKeepTheirOffsets() {
        Page page("one\r\ntwo\r\nthree");
        page.key(Qt::Key_Down);
        page.key(Qt::Key_Down);
        page.key(Qt::Key_Right, Qt::ShiftModifier | Qt::ControlModifier);
        page.view.setActiveLabel("Person");
        QCOMPARE(page.last(), (label::Span{10, 15}));
        page.key(Qt::Key_BracketLeft); // over the line break as a whole
        QCOMPARE(page.last(), (label::Span{8, 15}));
    }
    void blanksAtTheEndsAreNotLabelled() {
        Page page("a word here");
        page.canvas().selectText({1, 7});
        page.view.setActiveLabel("Person");
        QCOMPARE(page.lastWords(), std::string("word"));
    }
    void theSameSpanIsNotMadeTwice() {
        Page page(kSentence, {region("a", 0, 3)});
        page.canvas().selectText({0, 3});
        page.view.setActiveLabel("Person");
        QVERIFY(page.edits.empty());
        QCOMPARE(page.view.selection(), QStringList{"a"});
        page.canvas().selectText({0, 3});
        page.view.setActiveLabel("Date");
        QCOMPARE(page.annotation.regions.size(), std::size_t(2));
    }
    void selectingLabelsAtOnceWhenAskedTo() {
        Page page(kSentence);
        page.canvas().setLabelOnSelect(true);
        page.view.setActiveLabel("Place");
        page.drag(page.border(22), page.border(28));
        QCOMPARE(page.lastWords(), std::string("London"));
    }
    void aHandleIsDraggedToAnotherCharacter() {
        Page page(kSentence, {region("a", 0, 3)});
        page.view.select({"a"});
        page.drag(page.border(3), page.border(12));
        QCOMPARE(page.edits.size(), std::size_t(1));
        QCOMPARE(page.words(page.annotation.regions.front()), std::string("Ada Lovelace"));
        page.drag(page.border(0), page.border(4));
        QCOMPARE(page.words(page.annotation.regions.front()), std::string("Lovelace"));
        page.drag(page.border(4), page.border(30)); // never empty
        QCOMPARE(page.words(page.annotation.regions.front()), std::string("e"));
    }
    void whatThePageRefusesGoesBack() {
        Page page(kSentence, {region("a", 0, 3)});
        QObject::disconnect(&page.view, &AnnotationView::editRequested, nullptr, nullptr);
        page.view.select({"a"});
        page.drag(page.border(3), page.border(12));
        QCOMPARE(page.canvas().spans().find("a")->end, 3);
    }
    void lockedSpansStay() {
        Page page(kSentence, {region("a", 0, 3)});
        page.view.select({"a"});
        QVERIFY(page.view.trigger("region.lock"));
        QVERIFY(page.annotation.regions.front().locked);
        page.key(Qt::Key_Right, Qt::ShiftModifier);
        page.key(Qt::Key_Delete);
        QCOMPARE(page.words(page.annotation.regions.front()), std::string("Ada"));
    }
    void twoSpansAreRelatedByKeysAndByClicks() {
        Page page(kSentence, {region("a", 0, 12), region("b", 22, 28, "Place"), region("c", 46, 51, "Date")});
        page.view.select({"a"});
        page.key(Qt::Key_R, Qt::AltModifier);
        page.click(24);
        QCOMPARE(page.annotation.relations.size(), std::size_t(1));
        const label::Relation made = page.annotation.relations.front();
        QCOMPARE(made.from + made.to + made.labels.front(), std::string("ablives in"));
        QCOMPARE(page.canvas().arcs().size(), std::size_t(1));
        page.key(Qt::Key_Return);
        QCOMPARE(page.annotation.relations.front().labels.front(), std::string("works for"));
        page.view.select({"b"});
        page.key(Qt::Key_R, Qt::AltModifier);
        page.key(Qt::Key_Tab);
        page.key(Qt::Key_Return);
        QCOMPARE(page.annotation.relations.back().to, std::string("c"));
        page.key(Qt::Key_Delete);
        QCOMPARE(page.annotation.relations.size(), std::size_t(1));
        page.view.select({"a"});
        page.key(Qt::Key_Delete); // with its relation
        QVERIFY(page.annotation.relations.empty());
        QVERIFY(page.canvas().arcs().empty());
    }
    void duplicatingASpanLabelsTheNextPlaceWithTheSameWords() {
        Page page("London calls; Londoners answer. London!");
        page.drag(page.border(0), page.border(6));
        page.view.setActiveLabel("Place");
        QVERIFY(page.view.trigger("region.duplicate"));
        QCOMPARE(page.annotation.regions.size(), std::size_t(2));
        QCOMPARE(page.last(), (label::Span{32, 38})); // not the one inside a longer word
        QCOMPARE(page.annotation.regions.back().label, std::string("Place"));
        QVERIFY(page.view.trigger("region.duplicate")); // there is no other
        QCOMPARE(page.annotation.regions.size(), std::size_t(2));
    }
    void aCopiedSpanIsPastedOnTheSelectedText() {
        Page page(kSentence);
        page.drag(page.border(0), page.border(12));
        page.view.setActiveLabel("Person");
        QVERIFY(page.view.trigger("region.copy"));
        page.key(Qt::Key_Escape);
        page.drag(page.border(22), page.border(28));
        QVERIFY(page.view.trigger("region.paste"));
        QCOMPARE(page.lastWords(), std::string("London"));
        QCOMPARE(page.annotation.regions.back().label, std::string("Person"));
    }
    void spansSideBySideAreMergedAndSplitAtTheCaret() {
        Page page(kSentence);
        for (const auto& [start, end] : {std::pair{0, 3}, {4, 12}, {22, 28}}) {
            page.drag(page.border(start), page.border(end));
            page.view.setActiveLabel("Person");
            page.key(Qt::Key_Escape); // or the next press would be on its handle
        }
        std::vector<QString> ids;
        for (const auto& region : page.annotation.regions) ids.push_back(QString::fromStdString(region.id));
        label::EditBuilder relate("Relate", page.annotation);
        relate.setRelations({{ids[1].toStdString(), ids[2].toStdString(), label::Direction::Forward, {}, {}}});
        page.apply(std::move(relate).take());
        page.view.select({ids[1], ids[2]});
        QVERIFY(page.view.trigger("region.merge")); // words are between them
        QCOMPARE(page.annotation.regions.size(), std::size_t(3));
        page.view.select({ids[0]});
        QVERIFY(page.view.trigger("region.merge"));
        QCOMPARE(page.annotation.regions.size(), std::size_t(2));
        QCOMPARE(page.words(page.annotation.regions.front()), std::string("Ada Lovelace"));
        QCOMPARE(page.annotation.relations.size(), std::size_t(1));
        QCOMPARE(QString::fromStdString(page.annotation.relations.front().from), ids[0]);
        page.click(6);
        QVERIFY(page.view.trigger("region.split"));
        QCOMPARE(page.annotation.regions.size(), std::size_t(3));
        QCOMPARE(page.words(page.annotation.regions.front()) + "|" + page.lastWords(), std::string("Ada Lo|velace"));
    }
    void oneLineOfMegabytesIsShownAndLabelled() {
        const std::string text = QString("some words ").repeated(200'000).toStdString();
        Page page(text);
        page.key(Qt::Key_End, Qt::ControlModifier);
        page.key(Qt::Key_Left, Qt::ControlModifier | Qt::ShiftModifier);
        page.view.setActiveLabel("Person");
        QCOMPARE(page.last(), (label::Span{2'199'994, 2'199'999}));
    }
};

QTEST_MAIN(TestTextSpans)
#include "tst_text_spans.moc"
