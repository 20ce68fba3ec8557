#include <QAccessible>
#include <QClipboard>
#include <QLineEdit>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>
#include <fstream>

#include "core/base/file.h"
#include "tests/testkit/ui_fixture.h"
#include "ui/label/text/text_view.h"

using namespace slipway;
using namespace slipway::ui;

namespace {

label::Region region(const std::string& id, std::int64_t start, std::int64_t end, const std::string& name = "Person") {
    label::Region made;
    made.id = id;
    made.label = name;
    made.shape = label::Span{start, end};
    return made;
}

/// The view with what the page does: it applies each edit and tells.
class Page {
public:
    explicit Page(const std::string& text, std::vector<label::Region> regions = {}) {
        for (const char* name : {"Person", "Place", "Date"}) label::addClass(project.labels, name);
        project.labels.relations = {"lives in", "works for"};
        project.medium = label::Medium::Text;
        task.item.medium = label::Medium::Text;
        task.item.text = text;
        annotation.regions = std::move(regions);
        QObject::connect(
            &view, &AnnotationView::editRequested, &view, [this](const label::Edit& edit) { apply(edit); });
        view.resize(900, 600);
        view.QWidget::show();
        open();
    }
    void open(const std::filesystem::path& file = {}) {
        QSignalSpy shown(&view, &AnnotationView::shown);
        view.show(project, task, file, annotation);
        view.setActiveLabel({});
        QTRY_COMPARE(shown.size(), 1);
        canvas().setFocus();
    }
    void apply(const label::Edit& edit) {
        if (!label::apply(edit, annotation)) qFatal("the edit does not fit");
        edits.push_back(edit);
        view.annotationChanged(edit);
    }
    TextCanvas& canvas() { return *view.canvas(); }
    /// Just inside the left edge of a character.
    QPoint at(int position) { return canvas().caretRect(position).center().toPoint() + QPoint(2, 0); }
    QPoint border(int position) { return canvas().caretRect(position).center().toPoint(); }
    void press(QPoint at, Qt::KeyboardModifiers modifiers = {}) {
        QTest::mousePress(canvas().viewport(), Qt::LeftButton, modifiers, at);
    }
    void click(int position, Qt::KeyboardModifiers modifiers = {}) {
        QTest::mouseClick(canvas().viewport(), Qt::LeftButton, modifiers, at(position));
    }
    void drag(QPoint from, QPoint to) {
        press(from);
        for (const QPoint step : {(from + to) / 2, to}) {
            QMouseEvent event(QEvent::MouseMove, step, canvas().viewport()->mapToGlobal(step), Qt::NoButton,
                Qt::LeftButton, Qt::NoModifier);
            QCoreApplication::sendEvent(canvas().viewport(), &event);
        }
        QTest::mouseRelease(canvas().viewport(), Qt::LeftButton, {}, to);
    }
    void key(int key, Qt::KeyboardModifiers modifiers = {}, int times = 1) {
        while (times-- > 0) QTest::keyClick(&canvas(), Qt::Key(key), modifiers);
    }
    label::Span last() const { return std::get<label::Span>(annotation.regions.back().shape); }
    std::string words(const label::Region& region) const {
        const auto& span = std::get<label::Span>(region.shape);
        return std::string(label::TextOffsets(task.item.text).between(span.start, span.end));
    }
    std::string lastWords() const { return words(annotation.regions.back()); }

    label::Project project;
    label::Task task;
    label::Annotation annotation;
    std::vector<label::Edit> edits;
    Theme theme;
    TextView view;
};

const std::string kSentence = "Ada Lovelace lived in London, where she wrote notes.";

} // namespace

class TestTextView : public QObject {
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
    void nestedSpansLieInLanesAndAreReachedByClicks() {
        Page page(kSentence, {region("outer", 0, 28), region("middle", 4, 21), region("inner", 4, 12)});
        const auto& spans = page.canvas().spans();
        QCOMPARE(spans.find("outer")->lane, 0);
        QCOMPARE(spans.find("middle")->lane, 1);
        QCOMPARE(spans.find("inner")->lane, 2);
        QStringList reached;
        for (int i = 0; i < 4; ++i) {
            page.click(6);
            reached << page.view.selection();
            QTest::qWait(QApplication::doubleClickInterval() + 20);
        }
        QCOMPARE(reached, (QStringList{"inner", "middle", "outer", "inner"}));
        page.click(40);
        QVERIFY(page.view.selection().isEmpty());
    }
    void tabGoesFromSpanToSpan() {
        Page page(kSentence, {region("b", 22, 28), region("a", 0, 12)});
        page.key(Qt::Key_Tab);
        QCOMPARE(page.view.selection(), QStringList{"a"});
        page.key(Qt::Key_Tab);
        QCOMPARE(page.view.selection(), QStringList{"b"});
        page.key(Qt::Key_Backtab, Qt::ShiftModifier);
        QCOMPARE(page.view.selection(), QStringList{"a"});
        QVERIFY(page.view.trigger("region.next"));
        QCOMPARE(page.view.selection(), QStringList{"b"});
        page.key(Qt::Key_Escape);
        QVERIFY(page.view.selection().isEmpty());
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
    void suggestionsAreAcceptedAndRejected() {
        Page page(kSentence);
        label::Prediction prediction{"names:2", 0.5, {}, {}};
        prediction.answer.regions = {region("p", 0, 12), region("q", 22, 28, "Place")};
        prediction.answer.regions.front().score = 0.91;
        page.view.setSuggestions({prediction});
        QCOMPARE(page.canvas().spans().find("0/p")->caption, QString::fromUtf8("Person  91\u00A0%"));
        QSignalSpy accepted(&page.view, &AnnotationView::suggestionAccepted);
        QSignalSpy rejected(&page.view, &AnnotationView::suggestionRejected);
        QVERIFY(page.view.trigger("suggestion.accept"));
        QCOMPARE(accepted, (QList<QVariantList>{{"names:2", "p"}}));
        QCOMPARE(page.lastWords(), std::string("Ada Lovelace"));
        QCOMPARE(page.annotation.regions.back().origin, label::Origin::Prediction);
        page.key(Qt::Key_Left, Qt::ShiftModifier);
        QCOMPARE(page.annotation.regions.back().origin, label::Origin::PredictionChanged);
        QVERIFY(page.view.trigger("suggestion.reject"));
        QCOMPARE(rejected, (QList<QVariantList>{{"names:2", "q"}}));
        QVERIFY(!page.view.trigger("suggestion.accept"));
        QCOMPARE(page.annotation.regions.size(), std::size_t(1));
    }
    void undoBringsBackWhatWasThere() {
        Page page(kSentence, {region("a", 0, 3), region("b", 4, 12)});
        QVERIFY(page.view.trigger("region.deleteAll"));
        QCOMPARE(page.canvas().spans().size(), std::size_t(0));
        page.apply(label::inverse(page.edits.back()));
        QCOMPARE(page.canvas().spans().size(), std::size_t(2));
    }
    void findGoesFromPlaceToPlace() {
        Page page("Tea and tea.\nNo TEA here.");
        QCOMPARE(page.canvas().find("tea"), 3);
        QCOMPARE(page.canvas().selectedText(), (TextDocument::Range{0, 3}));
        page.key(Qt::Key_F3);
        QCOMPARE(page.canvas().selectedText(), (TextDocument::Range{8, 11}));
        page.key(Qt::Key_F3, Qt::ShiftModifier, 2); // around the start
        QCOMPARE(page.canvas().selectedText(), (TextDocument::Range{16, 19}));
        QCOMPARE(page.canvas().find("coffee"), 0);
    }
    void theFindBarOpensAndCloses() {
        Page page("Tea and tea.");
        page.key(Qt::Key_F, Qt::ControlModifier);
        auto* text = page.view.findChild<QLineEdit*>("findText");
        QVERIFY(text->isVisible());
        text->setText("tea");
        QCOMPARE(page.canvas().foundCount(), 2);
        QTest::keyClick(text, Qt::Key_Escape);
        QVERIFY(!text->isVisible());
        QCOMPARE(page.canvas().foundCount(), 0);
    }
    void selectedTextIsCopied() {
        Page page(kSentence, {region("a", 4, 12)});
        page.canvas().selectText({0, 3});
        page.key(Qt::Key_C, Qt::ControlModifier);
        QCOMPARE(QGuiApplication::clipboard()->text(), QString("Ada"));
        page.canvas().selectText({0, 0});
        page.view.select({"a"});
        page.key(Qt::Key_C, Qt::ControlModifier);
        QCOMPARE(QGuiApplication::clipboard()->text(), QString("Lovelace"));
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
    void theTextGrowsAndShrinks() {
        Page page(kSentence);
        const double before = page.canvas().caretRect(0).height();
        page.key(Qt::Key_Plus, Qt::ControlModifier, 4);
        QVERIFY(page.canvas().caretRect(0).height() > before);
        QVERIFY(page.view.trigger("zoom.full"));
        QCOMPARE(page.canvas().caretRect(0).height(), before);
    }
    void aFileThatIsNotUtf8Fails() {
        const auto folder = TemporaryFolder::create();
        const auto file = folder->path() / "bad.txt";
        std::ofstream(file, std::ios::binary) << "good \xFF bad";
        Page page("x");
        QSignalSpy failed(&page.view, &AnnotationView::failed);
        page.view.show(page.project, page.task, file, page.annotation);
        QTRY_COMPARE(failed.size(), 1);
        const auto error = failed.front().front().value<Error>();
        QVERIFY(error.message.ends_with("bad.txt is not UTF-8: byte 5"));
        QVERIFY(page.view.findChild<QWidget*>("textError"));
        page.view.show(page.project, page.task, folder->path() / "none.txt", page.annotation);
        QTRY_COMPARE(failed.size(), 2);
    }
    void aFileIsReadAheadAndShown() {
        const auto folder = TemporaryFolder::create();
        const auto file = folder->path() / "long.txt";
        std::ofstream(file) << "\xEF\xBB\xBF" << QString("Ada wrote it.\n").repeated(20'000).toStdString();
        Page page("x");
        page.view.prefetch({file});
        QSignalSpy shown(&page.view, &AnnotationView::shown);
        page.view.show(page.project, page.task, file, page.annotation);
        QTRY_COMPARE(shown.size(), 1);
        QCOMPARE(page.canvas().document()->codePoints(), std::int64_t(280'000));
    }
    void anEmptyDocumentSaysSo() {
        Page page("x");
        page.task.item.text.clear();
        page.view.show(page.project, page.task, {}, page.annotation);
        QVERIFY(page.view.findChild<QWidget*>("textEmpty"));
        QVERIFY(!page.view.trigger("span.endLeft"));
    }
    void whatIsReadStaysWhenHeightsTurnOutOtherwise() {
        std::string text; // lines of very different length, so that estimates are wrong
        for (int i = 0; i < 3000; ++i) text += std::string(std::size_t(i % 7) * 60, i % 3 ? 'i' : 'W') + " end\n";
        Page page(text);
        auto& canvas = page.canvas();
        auto* bar = canvas.verticalScrollBar();
        bar->setValue(bar->maximum() / 2);
        for (int step = 0; step < 60; ++step) {
            const int position = canvas.positionAt({300, 300});
            const double before = canvas.caretRect(position).top();
            const int by = bar->singleStep() * (step % 2 ? 1 : -2);
            bar->setValue(bar->value() + by);
            QVERIFY(std::abs(canvas.caretRect(position).top() - (before - by)) <= 1);
        }
        bar->setValue(bar->maximum());
        QVERIFY(!canvas.caretRect(canvas.document()->size()).isNull());
        bar->setValue(0);
        QVERIFY(!canvas.caretRect(0).isNull());
    }
    void aSpanMovesNothing() {
        Page page(QString("A line of text that is short.\n").repeated(40).toStdString());
        const double before = page.canvas().caretRect(300).top();
        page.canvas().selectText({2, 6});
        page.view.setActiveLabel("Person");
        QCOMPARE(page.canvas().caretRect(300).top(), before);
    }
    void oneLineOfMegabytesIsShownAndLabelled() {
        const std::string text = QString("some words ").repeated(200'000).toStdString();
        Page page(text);
        page.key(Qt::Key_End, Qt::ControlModifier);
        page.key(Qt::Key_Left, Qt::ControlModifier | Qt::ShiftModifier);
        page.view.setActiveLabel("Person");
        QCOMPARE(page.last(), (label::Span{2'199'994, 2'199'999}));
    }
    void hostileOffsetsAreNotDrawn() {
        Page page("short", {region("a", -5, 2), region("b", 3, 3), region("c", 4, 2), region("d", 2, 1'000'000'000'000),
                               region("e", 90, 95)});
        page.view.grab();
        QCOMPARE(page.canvas().spans().size(), std::size_t(2));
        QCOMPARE(page.canvas().spans().find("d")->end, 5);
    }
    void screenReadersHearTextCaretAndSpans() {
        Page page("😀 " + kSentence, {region("a", 2, 5)});
        QAccessible::setActive(true);
        auto* canvas = QAccessible::queryAccessibleInterface(&page.canvas());
        QVERIFY(canvas && canvas->textInterface());
        QCOMPARE(canvas->childCount(), 1);
        QCOMPARE(canvas->child(0)->text(QAccessible::Name), QString("Person, characters 2 to 5, Ada"));
        QVERIFY(!canvas->child(0)->rect().isEmpty());
        QCOMPARE(canvas->indexOfChild(canvas->child(0)), 0);
        QCOMPARE(canvas->textInterface()->text(3, 6), QString("Ada"));
        page.canvas().selectText({3, 6});
        int start = 0, end = 0;
        canvas->textInterface()->selection(0, &start, &end);
        QCOMPARE(start, 3);
        QCOMPARE(end, 6);
        QCOMPARE(canvas->textInterface()->cursorPosition(), 6);
        page.view.select({"a"});
        page.key(Qt::Key_Delete);
        QCOMPARE(canvas->childCount(), 0);
        QAccessible::setActive(false);
    }
};

QTEST_MAIN(TestTextView)
#include "tst_text_view.moc"
