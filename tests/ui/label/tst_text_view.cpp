#include <QAccessible>
#include <QClipboard>
#include <QLineEdit>
#include <QScrollBar>
#include <fstream>

#include "core/base/file.h"
#include "tests/ui/label/text_page.h"

using namespace slipway;
using namespace slipway::ui;
using testkit::kSentence;
using testkit::region;
using Page = testkit::TextPage;

class TestTextView : public QObject {
    Q_OBJECT
private slots:
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
    void aTextWithoutAFileStaysWhenWhatComesNextHasNoneEither() {
        Page page("inline words");
        QSignalSpy failed(&page.view, &AnnotationView::failed);
        page.view.prefetch({std::filesystem::path()});
        QTest::qWait(100);
        QCOMPARE(failed.size(), 0);
        QVERIFY(!page.view.findChild<QWidget*>("textError"));
        QCOMPARE(page.canvas().document()->text(), QString("inline words"));
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
