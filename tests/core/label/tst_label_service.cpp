#include <set>

#include <QTest>

#include "core/base/json.h"
#include "core/label/unassigned_tasks.h"
#include "tests/core/label/label_fixture.h"

using namespace slipway;
using namespace slipway::label;
using testkit::LabelFixture;
namespace fs = std::filesystem;
using Verdict = LabelService::Verdict;
using View = LabelService::View;

namespace {

/// A picture of 2 × 1 pixels, made by hand after the PNM definition: its pixels are not read here.
constexpr std::string_view kTinyPicture("P6\n2 1\n255\nabcdef", 17);

LabelService::NewProject images(LabelFixture& f, const std::string& name) {
    auto request = f.request(name);
    request.medium = Medium::Image;
    return request;
}

Item imageItem(const std::string& path, std::vector<Annotation> annotations = {}) {
    Item item;
    item.path = path;
    item.width = 100;
    item.height = 50;
    item.annotations = std::move(annotations);
    return item;
}

Annotation boxed(const std::string& annotator, const std::string& label, std::vector<std::string> ids = {"a"}) {
    Annotation annotation;
    annotation.annotator = annotator;
    for (const auto& id : ids) {
        Region region;
        region.id = id;
        region.label = label;
        region.shape = Box{1, 2, 3, 4};
        annotation.regions.push_back(region);
    }
    return annotation;
}

} // namespace

class TestLabelService : public QObject {
    Q_OBJECT
private slots:
    void aProjectIsCreatedFoundAndRemoved() {
        LabelFixture f;
        const auto project = f.project("birds", 3);
        QCOMPARE(f.labels.find("BIRDS")->id, project.id);
        QCOMPARE(f.labels.create(f.ada, f.request("Birds")).error().code, ErrorCode::AlreadyExists);
        QCOMPARE(f.labels.find("fish").error().code, ErrorCode::NotFound);
        f.answer(f.bob, project, 1, "good");
        QVERIFY(f.labels.remove(f.ada, project));
        QVERIFY(f.labels.list()->empty());
        QVERIFY(f.audit.verify()->intact);
        const auto again = f.project("birds", 2);
        QCOMPARE(again.tasks, std::int64_t{2});
    }

    void badRequestsAreRefused() {
        LabelFixture f;
        auto bad = f.request("no good");
        QCOMPARE(f.labels.create(f.ada, bad).error().code, ErrorCode::InvalidArgument);
        bad = f.request("x");
        bad.overlap = 0;
        QCOMPARE(f.labels.create(f.ada, bad).error().code, ErrorCode::InvalidArgument);
        bad = f.request("x");
        bad.labels.classes.push_back(bad.labels.classes.front());
        QCOMPARE(f.labels.create(f.ada, bad).error().code, ErrorCode::InvalidArgument);
        LabelFixture::must(f.people.add({"vic", {access::Role::Viewer}}).has_value());
        QCOMPARE(f.labels.create({"vic"}, f.request("x")).error().code, ErrorCode::PermissionDenied);
    }

    void aFoldersPicturesBecomeTasksInNaturalOrder() {
        LabelFixture f;
        for (const char* name : {"img10.png", "img2.png", "b/img1.png", "a/x.png", ".hidden.png", "notes.txt"})
            f.write(name, kTinyPicture);
        const auto project = *f.labels.create(f.ada, images(f, "p"));
        const auto added = f.labels.addFolder(f.ada, project, f.files.path(), f.progress);
        QVERIFY(added.has_value());
        QCOMPARE(added->tasks, std::int64_t{4});
        std::vector<std::string> paths;
        for (std::int64_t n = 1; n <= 4; ++n) paths.push_back(f.task(project, n).item.path);
        QCOMPARE(paths, (std::vector<std::string>{"a/x.png", "b/img1.png", "img2.png", "img10.png"}));
        const auto again = f.labels.addFolder(f.ada, project, f.files.path(), f.progress);
        QCOMPARE(again->tasks, std::int64_t{0});
        QCOMPARE(again->known, std::int64_t{4});
        QCOMPARE(fileOf(*f.labels.find("p"), f.task(project, 1).item), fs::canonical(f.files.path()) / "a/x.png");
    }

    void aScanThatIsCancelledKeepsWhatItFound() {
        LabelFixture f;
        for (int i = 0; i < 1500; ++i) f.write("t" + std::to_string(i) + ".txt", "some text");
        const auto project = *f.labels.create(f.ada, f.request("p"));
        Progress progress([&](double, const std::string&) { progress.cancel(); });
        const auto added = f.labels.addFolder(f.ada, project, f.files.path(), progress);
        QVERIFY(added.has_value());
        QVERIFY(added->tasks > 0 && added->tasks < 1500);
        QCOMPARE(f.labels.find("p")->tasks, added->tasks);
    }

    void brokenPicturesAreListedProblems() {
        LabelFixture f;
        f.write("bad.jpg", "this is no picture");
        f.write("empty.png", "");
        const auto project = *f.labels.create(f.ada, images(f, "p"));
        QVERIFY(f.labels.addFolder(f.ada, project, f.files.path(), f.progress).has_value());
        const auto opened = f.labels.open(f.bob, project, f.task(project, 1));
        QCOMPARE(opened.error().code, ErrorCode::FailedPrecondition);
        QCOMPARE(f.task(project, 1).state, TaskState::Broken);
        QVERIFY(!f.task(project, 1).problem.empty());
        const auto checked = f.labels.checkFiles(f.ada, project, f.progress);
        QCOMPARE(checked->broken, std::int64_t{2});
        QCOMPARE(f.labels.find("p")->problems, std::int64_t{2});
        QCOMPARE(f.nextOf(f.bob, project), 0);
    }

    void documentsAreKeptAndBadOnesAreListed() {
        LabelFixture f;
        f.write("1.txt", "\xEF\xBB\xBFgrüße");
        f.write("2.txt", "line\nbad \xFF here");
        const auto project = *f.labels.create(f.ada, f.request("p"));
        QVERIFY(f.labels.addFolder(f.ada, project, f.files.path(), f.progress).has_value());
        QCOMPARE(f.task(project, 1).item.text, std::string("grüße"));
        QCOMPARE(f.task(project, 2).state, TaskState::Broken);
        QVERIFY(f.task(project, 2).problem.find("line 2") != std::string::npos);
    }

    void filesThatDoNotBelongAreReported() {
        LabelFixture f;
        const auto project = *f.labels.create(f.ada, images(f, "p"));
        const auto added = f.labels.addFiles(f.ada, project,
            {f.write("a.png", kTinyPicture), f.write("a.csv", "x"), f.files.path() / "missing.png"}, f.progress);
        QCOMPARE(added->tasks, std::int64_t{1});
        QCOMPARE(added->problemCount, std::int64_t{2});
    }

    void rowsOfADatasetBecomeTasksWithLineage() {
        LabelFixture f;
        const auto file = f.write("r.csv", "id,review\n1,\"fine, really\"\n2,awful\n3,fine\n");
        QVERIFY(f.datasets.import(f.ada, {"reviews", {file}, {}, {}, {}}, f.progress).has_value());
        const auto project = *f.labels.create(f.ada, f.request("p"));
        QCOMPARE(f.labels.addDataset(f.ada, project, "reviews", "text", f.progress).error().code, ErrorCode::NotFound);
        const auto added = f.labels.addDataset(f.ada, project, "reviews", "review", f.progress);
        QCOMPARE(added->tasks, std::int64_t{3});
        QCOMPARE(f.task(project, 1).item.text, std::string("fine, really"));
        QCOMPARE(f.labels.addDataset(f.ada, project, "reviews:1", "review", f.progress)->known, std::int64_t{3});
        const auto graph = f.lineage.reach("label/p", lineage::Direction::Upstream);
        QVERIFY(std::ranges::any_of(graph->nodes, [](const auto& n) { return n.id == "dataset/reviews:1"; }));
    }

    void answersAreInvisibleBeforeOnesOwn() {
        LabelFixture f;
        const auto project = f.project("p", 1, 2);
        const auto task = f.task(project, 1).id;
        f.answer(f.bob, project, 1, "good");
        QVERIFY(f.labels.annotations(f.cy, project, task, View::Label)->empty());
        LabelFixture::classify(*f.open(f.cy, project, 1), "bad");
        QCOMPARE(f.labels.annotations(f.cy, project, task, View::Label)->size(), std::size_t{1}); // the own draft
        QVERIFY(f.open(f.cy, project, 1)->submit());
        QCOMPARE(f.labels.annotations(f.cy, project, task, View::Label)->size(), std::size_t{2});
        QCOMPARE(f.labels.annotations(f.cy, project, task, View::Review).error().code, ErrorCode::PermissionDenied);
        QCOMPARE(f.labels.annotations(f.rita, project, task, View::Review)->size(), std::size_t{2});
    }

    void aReviewerAcceptsOrSendsBackWithAReason() {
        LabelFixture f;
        const auto project = f.project("p", 2, 1, true);
        const auto id = f.answer(f.bob, project, 1, "bad");
        QVERIFY(f.labels.corpus(f.ada, project, f.progress)->items[0].annotations.empty());
        QCOMPARE(f.labels.review(f.rita, project, id, Verdict::SendBack, " ").error().code, ErrorCode::InvalidArgument);
        QCOMPARE(f.labels.review(f.cy, project, id, Verdict::Accept, "").error().code, ErrorCode::PermissionDenied);
        QVERIFY(f.labels.review(f.rita, project, id, Verdict::SendBack, "look again"));
        QCOMPARE(f.task(project, 1).state, TaskState::SentBack);
        const auto session = f.open(f.bob, project, 1);
        QCOMPARE(session->reviewNote(), std::string("look again"));
        LabelFixture::classify(*session, "good");
        QVERIFY(session->submit());
        QVERIFY(f.labels.review(f.rita, project, id, Verdict::Accept, ""));
        QCOMPARE(f.task(project, 1).state, TaskState::Accepted);
        QCOMPARE(f.labels.corpus(f.ada, project, f.progress)->items[0].annotations.size(), std::size_t{1});
        const auto own = f.answer(f.rita, project, 2, "good");
        QCOMPARE(f.labels.review(f.rita, project, own, Verdict::Accept, "").error().code, ErrorCode::PermissionDenied);
    }

    void anAcceptedAnswerThatChangesIsReviewedAgain() {
        LabelFixture f;
        const auto project = f.project("p", 1, 1, true);
        const auto id = f.answer(f.bob, project, 1, "bad");
        QVERIFY(f.labels.review(f.rita, project, id, Verdict::Accept, ""));
        LabelFixture::classify(*f.open(f.bob, project, 1), "good");
        QCOMPARE(f.labels.store().annotation(id)->state, AnnotationState::Submitted);
        QCOMPARE(f.task(project, 1).state, TaskState::Submitted);
    }

    void aReviewersCorrectionReplacesTheOriginal() {
        LabelFixture f;
        const auto project = f.project("p", 1, 1, true);
        const auto id = f.answer(f.bob, project, 1, "bad");
        {
            const auto fix = f.labels.openFix(f.rita, project, id);
            QVERIFY(fix.has_value());
            LabelFixture::classify(**fix, "good");
        }
        QCOMPARE(f.labels.store().annotation(id)->state, AnnotationState::Submitted);
        const auto fix = f.labels.openFix(f.rita, project, id); // goes on where it was
        QCOMPARE((*fix)->annotation().classes.front().label, std::string("good"));
        QVERIFY(!(*fix)->skip());
        QVERIFY((*fix)->submit());
        const auto corrected = *f.labels.store().annotation((*fix)->annotation().id);
        QCOMPARE(corrected.parent, id);
        QCOMPARE(corrected.state, AnnotationState::Accepted);
        QCOMPARE(f.labels.store().annotation(id)->state, AnnotationState::Replaced);
        const auto corpus = *f.labels.corpus(f.ada, project, f.progress);
        QCOMPARE(corpus.items[0].annotations.size(), std::size_t{1});
        QCOMPARE(corpus.items[0].annotations[0].annotator, std::string("rita"));
        QCOMPARE(f.labels.openFix(f.bob, project, id).error().code, ErrorCode::PermissionDenied);
    }

    void aShapesHistoryIsWhatWasDoneToIt() {
        LabelFixture f;
        const auto project = f.project("p", 1);
        const auto session = f.open(f.bob, project, 1);
        const auto first = LabelFixture::mark(*session, 1);
        const auto second = LabelFixture::mark(*session, 9);
        EditBuilder builder("Rename", session->annotation());
        auto renamed = *findRegion(session->annotation(), first);
        renamed.label = "bad";
        builder.change(renamed);
        QVERIFY(session->apply(std::move(builder).take()));
        QVERIFY(session->undo());
        QVERIFY(session->submit());
        const auto history = *f.labels.shapeHistory(session->annotation().id, first);
        QCOMPARE(history.size(), std::size_t{3});
        QCOMPARE(history[1].edit.name, std::string("Rename"));
        QCOMPARE(history[2].kind, GestureKind::Undo);
        QCOMPARE(std::get<RegionChange>(history[2].edit.parts[0]).after->label, std::string("good"));
        QCOMPARE(f.labels.shapeHistory(session->annotation().id, second)->size(), std::size_t{1});
    }

    void goldAnswersAreComparedWithButNeverShownBefore() {
        LabelFixture f;
        const auto project = f.project("p", 2);
        const auto gold = f.answer(f.rita, project, 1, "good");
        QVERIFY(f.labels.setGold(f.rita, project, gold, true));
        QCOMPARE(f.nextOf(f.bob, project), 1); // people still answer it
        QVERIFY(f.labels.annotations(f.bob, project, f.task(project, 1).id, View::Label)->empty());
        f.answer(f.bob, project, 1, "bad");
        const auto answers = *f.labels.store().goldAnswers(project.id, "bob");
        QCOMPARE(answers.size(), std::size_t{1});
        QCOMPARE(answers[0].gold.classes[0].label, std::string("good"));
        QCOMPARE(answers[0].answer.classes[0].label, std::string("bad"));
        TaskFilter filter;
        filter.gold = true;
        QCOMPARE(f.labels.store().page(project.id, filter, {}, 10)->tasks.size(), std::size_t{1});
    }

    void importedLabelsMeetTheirItemsAndNewLabelsJoin() {
        LabelFixture f;
        f.write("pics/a.png", kTinyPicture);
        f.write("pics/b.png", kTinyPicture);
        const auto project = *f.labels.create(f.ada, images(f, "p"));
        QVERIFY(f.labels.addFolder(f.ada, project, f.files.path(), f.progress).has_value());
        Corpus corpus;
        corpus.items = {imageItem("a.png", {boxed("zoe", "cat", {"x", "x", "not an id"})}), imageItem("pics/b.png"),
            imageItem("c.png", {boxed("", "dog")}), imageItem("../../etc/passwd", {boxed("", "dog")})};
        corpus.items[1].predictions = {{"model:1", 0.25, boxed("", "cat"), {}}};
        corpus.extra.set("coco", Json{{"info", "kept"}});
        const auto imported = f.labels.importCorpus(f.ada, project, corpus, {}, f.progress);
        QVERIFY2(imported.has_value(), imported ? "" : imported.error().message.c_str());
        QCOMPARE(imported->tasks, std::int64_t{1});
        QCOMPARE(imported->annotations, std::int64_t{2});
        QCOMPARE(imported->regions, std::int64_t{4});
        QCOMPARE(imported->predictions, std::int64_t{1});
        QCOMPARE(imported->problemCount, std::int64_t{2}); // c.png is missing, one path leads out
        const auto now = *f.labels.find("p");
        QVERIFY(findClass(now.labels, "cat") && findClass(now.labels, "dog"));
        QCOMPARE(f.task(project, 1).state, TaskState::Submitted);
        QCOMPARE(f.task(project, 2).uncertainty, std::optional(0.75));
        QCOMPARE(f.task(project, 3).state, TaskState::Broken);
        const auto out = *f.labels.corpus(f.ada, project, f.progress);
        QCOMPARE(out.items[0].annotations[0].annotator, std::string("zoe"));
        QCOMPARE(out.items[2].annotations[0].annotator, std::string("ada"));
        QVERIFY(out.extra == corpus.extra);
        const auto again = f.labels.importCorpus(f.ada, project, corpus, {}, f.progress);
        QCOMPARE(again->annotations, std::int64_t{0});
        QCOMPARE(f.labels.store().annotations(f.task(project, 1).id)->size(), std::size_t{1});
    }

    void whatWasWorkedOnSinceAnImportIsKept() {
        LabelFixture f;
        const auto project = f.project("p", 0);
        Corpus corpus;
        corpus.items.resize(1);
        corpus.items[0].medium = Medium::Text;
        corpus.items[0].text = "hello";
        corpus.items[0].annotations = {Annotation()};
        corpus.items[0].annotations[0].annotator = "bob";
        QVERIFY(f.labels.importCorpus(f.ada, project, corpus, {}, f.progress).has_value());
        LabelFixture::mark(*f.open(f.bob, project, 1), 1);
        corpus.items[0].annotations[0].classes = {{"", "bad", {}}};
        const auto again = f.labels.importCorpus(f.ada, project, corpus, {}, f.progress);
        QCOMPARE(again->annotations, std::int64_t{0});
        QCOMPARE(again->problemCount, std::int64_t{1});
        QCOMPARE(f.labels.store().annotationOf(f.task(project, 1).id, "bob")->value().annotation.regions.size(),
            std::size_t{1});
    }

    void anImportKeepsWhatPeopleGaveAndReviewersJudged() {
        LabelFixture f;
        const auto project = f.project("p", 4, 1, true);
        Corpus corpus;
        for (int i = 1; i <= 4; ++i) {
            Item item;
            item.medium = Medium::Text;
            item.text = "text " + std::to_string(i);
            item.annotations = {Annotation()};
            item.annotations[0].annotator = "bob";
            item.annotations[0].classes = {{"", "good", {}}};
            corpus.items.push_back(item);
        }
        const auto given = f.answer(f.bob, project, 1, "bad");
        QVERIFY(f.open(f.bob, project, 4)->skip());
        const auto first = *f.labels.importCorpus(f.ada, project, corpus, {}, f.progress);
        QCOMPARE(first.annotations, std::int64_t{2});
        QCOMPARE(first.problemCount, std::int64_t{2}); // tasks 1 and 4
        const auto answerOf = [&](std::int64_t number) {
            return f.labels.store().annotationOf(f.task(project, number).id, "bob")->value();
        };
        QCOMPARE(answerOf(1).annotation.id, given);
        QCOMPARE(answerOf(4).state, AnnotationState::Skipped);
        QVERIFY(f.labels.review(f.rita, project, answerOf(2).annotation.id, LabelService::Verdict::Accept, {}));
        const auto again = *f.labels.importCorpus(f.ada, project, corpus, {}, f.progress);
        QCOMPARE(again.annotations, std::int64_t{0});
        QCOMPARE(again.known, std::int64_t{2});
        for (auto& item : corpus.items) item.annotations[0].classes = {{"", "bad", {}}};
        const auto changed = *f.labels.importCorpus(f.ada, project, corpus, {}, f.progress);
        QCOMPARE(changed.annotations, std::int64_t{1}); // task 3: imported, and nobody touched it
        QCOMPARE(changed.problemCount, std::int64_t{3});
        QCOMPARE(answerOf(2).state, AnnotationState::Accepted);
        QCOMPARE(answerOf(2).annotation.classes[0].label, std::string("good"));
        QCOMPARE(answerOf(3).annotation.classes[0].label, std::string("bad"));
        for (std::int64_t n = 1; n <= 4; ++n)
            QCOMPARE(f.labels.store().annotations(f.task(project, n).id)->size(), std::size_t{1});
        // The answer that was given here, as a file of our own calls it.
        corpus.items.resize(4);
        corpus.items[3].annotations[0].id = answerOf(4).annotation.id;
        QCOMPARE(f.labels.importCorpus(f.ada, project, corpus, {}, f.progress)->annotations, std::int64_t{0});
        QCOMPARE(answerOf(4).state, AnnotationState::Skipped);
    }

    void labelFilesBesideTheirPicturesMeetThem() {
        LabelFixture f;
        for (const char* path : {"pics/box/1.png", "pics/mask/1.png", "pics/1.png", "far/2.png"})
            f.write(path, kTinyPicture);
        const auto project = *f.labels.create(f.ada, images(f, "p"));
        QVERIFY(f.labels.addFolder(f.ada, project, f.files.path() / "pics", f.progress).has_value());
        QVERIFY(f.labels.addFiles(f.ada, project, {f.files.path() / "far/2.png"}, f.progress).has_value());
        const auto before = f.labels.find("p")->tasks;
        const auto labelled = [&](const std::string& folder, const std::string& picture) {
            f.write(folder + "/labels.jsonl", "");
            Corpus corpus;
            corpus.items = {imageItem(picture, {boxed("zoe", "cat")})};
            LabelService::ImportOptions options;
            options.folders = {f.files.path() / folder};
            return LabelFixture::must(f.labels.importCorpus(f.ada, project, corpus, options, f.progress));
        };
        QCOMPARE(labelled("pics/box", "1.png").annotations, std::int64_t{1});
        QCOMPARE(labelled("pics/labels", "../mask/1.png").annotations, std::int64_t{1});
        QCOMPARE(labelled("far", "2.png").annotations, std::int64_t{1});
        QCOMPARE(f.labels.find("p")->tasks, before);
        TaskFilter answered;
        answered.annotator = "zoe";
        std::set<std::string> paths;
        const auto page = *f.labels.store().page(project.id, answered, {}, 10);
        for (const auto& task : page.tasks) paths.insert(fs::path(task.item.path).lexically_normal().generic_string());
        QCOMPARE(paths.size(), std::size_t{3});
        QVERIFY(!std::ranges::any_of(paths, [](const auto& path) { return path == "1.png" || path == "pics/1.png"; }));
        f.write("far/3.png", kTinyPicture); // new, and it is there
        QCOMPARE(labelled("far", "3.png").problemCount, std::int64_t{0});
        QCOMPARE(labelled("far", "../../../etc/passwd").tasks, std::int64_t{0});
    }

    void answersThatWaitAreALoss() {
        LabelFixture f;
        const auto project = f.project("p", 3, 1, true);
        f.answer(f.bob, project, 1, "good");
        LabelFixture::mark(*f.open(f.bob, project, 2), 1); // a draft is no answer
        const auto& jsonl = **findFormat("jsonl");
        const auto losses =
            f.must(f.labels.exportLabels(f.ada, project, jsonl, f.files.path() / "o.jsonl", {}, f.progress)).losses;
        const auto waiting = std::ranges::find_if(
            losses, [](const Loss& loss) { return loss.kind.find("reviewer") != std::string::npos; });
        QVERIFY(waiting != losses.end());
        QCOMPARE(waiting->count, std::int64_t{1});
        QCOMPARE(f.labels.toReview(f.bob, project, 0, 10).error().code, ErrorCode::PermissionDenied);
        QCOMPARE(f.labels.toReview(f.rita, project, 0, 10)->size(), std::size_t{1});
    }

    void whereNobodySeesOthersAnswersOnlyReviewersTakeThemOut() {
        LabelFixture f;
        LabelFixture::must(f.people.add({"adam", {access::Role::Admin}}).has_value());
        const auto blind = f.project("blind", 1, 2), open = f.project("open", 1);
        for (const auto& project : {blind, open}) f.answer(f.bob, project, 1, "good");
        const auto& jsonl = **findFormat("jsonl");
        const auto out = f.files.path() / "o.jsonl";
        const auto refused = [](const auto& result) {
            return !result && result.error().code == ErrorCode::PermissionDenied && !result.error().hint.empty();
        };
        for (const auto& wish : {std::optional<ConsensusWish>(), std::optional(ConsensusWish{})}) {
            QVERIFY(refused(f.labels.exportLabels(f.cy, blind, jsonl, out, {}, f.progress, wish)));
            QVERIFY(refused(f.labels.exportPreview(f.cy, blind, jsonl, {}, f.progress, wish)));
            QVERIFY(refused(f.labels.toDataset(f.cy, blind, "d", f.progress, wish)));
        }
        QVERIFY(refused(f.labels.corpus(f.cy, blind, f.progress)));
        QVERIFY(refused(f.labels.consensus(f.cy, blind, {}, f.progress)));
        QVERIFY(refused(f.labels.exportAnswers(f.cy, blind, "bob", out, f.progress)));
        QVERIFY(!std::filesystem::exists(out));
        QVERIFY(f.labels.exportAnswers(f.bob, blind, {}, out, f.progress).has_value()); // one's own
        for (const auto& actor : {f.rita, f.ada, access::Actor{"adam"}})
            QVERIFY(f.labels.exportLabels(actor, blind, jsonl, out, {}, f.progress).has_value());
        QVERIFY(f.labels.toDataset(f.rita, blind, "d", f.progress).has_value());
        QVERIFY(f.labels.exportLabels(f.cy, open, jsonl, out, {}, f.progress).has_value());
        QVERIFY(f.labels.toDataset(f.cy, open, "e", f.progress).has_value());
    }

    void tasksForAPersonAreThoseThatNobodyHasAndTheyDidNotAnswer() {
        LabelFixture f;
        const auto free = [&](const Project& project, const std::string& person, std::int64_t count = 100) {
            return f.must(unassignedTasks(f.labels.store(), project, person, count, f.progress));
        };
        const auto alone = f.project("alone", 6);
        f.answer(f.bob, alone, 1, "good");
        LabelFixture::mark(*f.open(f.bob, alone, 2), 1); // begun, and still to be had
        LabelFixture::must(f.labels.assign(f.ada, alone, {3}, "bob").has_value());
        QCOMPARE(free(alone, "cy"), (std::vector<std::int64_t>{2, 4, 5, 6}));
        QCOMPARE(free(alone, "cy", 2), (std::vector<std::int64_t>{2, 4}));
        const auto both = f.project("both", 4, 2);
        f.answer(f.bob, both, 1, "good");
        f.answer(f.bob, both, 2, "good");
        f.answer(f.cy, both, 2, "bad");
        QCOMPARE(free(both, "bob"), (std::vector<std::int64_t>{3, 4}));
        QCOMPARE(free(both, "rita"), (std::vector<std::int64_t>{1, 3, 4}));
        f.progress.cancel();
        QVERIFY(unassignedTasks(f.labels.store(), both, "rita", 9, f.progress).error().code == ErrorCode::Cancelled);
    }

    void aSuggestedClassOfAnItemIsNoLabelOfRegions() {
        LabelFixture f;
        auto request = f.request("p");
        request.labels = {};
        const auto project = f.must(f.labels.create(f.ada, request));
        Corpus corpus;
        auto& item = corpus.items.emplace_back();
        item.medium = Medium::Text;
        item.text = "fine";
        auto& prediction = item.predictions.emplace_back();
        prediction.model = "m:1";
        prediction.answer.classes = {{"", "good", 0.8}};
        const auto imported = f.must(f.labels.importCorpus(f.ada, project, corpus, {}, f.progress));
        QCOMPARE(imported.predictions, std::int64_t{1});
        const auto labels = f.must(f.labels.find("p")).labels;
        QCOMPARE(labels.itemClasses, std::vector<std::string>{"good"});
        QVERIFY(labels.classes.empty());
        const auto stored = f.must(f.labels.store().predictions(f.task(project, 1).id));
        QCOMPARE(stored.at(0).answer.classes.at(0).label, std::string("good"));
        QVERIFY(stored.at(0).answer.regions.empty());
    }

    void classesOfItemsThatAFileListsJoin() {
        LabelFixture f;
        const auto project = f.project("p", 1);
        Corpus corpus;
        corpus.labels.itemClasses = {"day", "night"};
        corpus.labels.severalItemClasses = true;
        LabelFixture::must(f.labels.importCorpus(f.ada, project, corpus, {}, f.progress).has_value());
        LabelFixture::must(f.labels.importCorpus(f.ada, project, corpus, {}, f.progress).has_value());
        const auto labels = f.must(f.labels.find("p")).labels;
        QCOMPARE(labels.itemClasses, (std::vector<std::string>{"day", "night"}));
        QVERIFY(labels.severalItemClasses);
        QCOMPARE(labels.classes.size(), std::size_t{2});
    }

    void equalTextsStayApart() {
        LabelFixture f;
        const auto project = f.project("p", 0);
        Corpus corpus;
        corpus.items.resize(3);
        for (auto& item : corpus.items) {
            item.medium = Medium::Text;
            item.text = "again";
            item.annotations = {Annotation()};
        }
        const auto first = *f.labels.importCorpus(f.ada, project, corpus, {}, f.progress);
        QCOMPARE(first.tasks, std::int64_t{3});
        QCOMPARE(first.annotations, std::int64_t{3});
        const auto again = f.labels.importCorpus(f.ada, project, corpus, {}, f.progress);
        QCOMPARE(again->tasks, std::int64_t{0});
        QCOMPARE(again->annotations, std::int64_t{0});
    }

    void anAnsweredProjectBecomesADatasetWithLineage() {
        LabelFixture f;
        const auto project = f.project("p", 3);
        QCOMPARE(f.labels.toDataset(f.ada, project, "d", f.progress).error().code, ErrorCode::FailedPrecondition);
        f.answer(f.bob, project, 1, "good");
        f.answer(f.bob, project, 2, "bad");
        QVERIFY(f.open(f.bob, project, 3)->skip());
        const auto reference = f.labels.toDataset(f.ada, project, "d", f.progress);
        QVERIFY2(reference.has_value(), reference ? "" : reference.error().message.c_str());
        QCOMPARE(*reference, std::string("d:1"));
        const auto rows =
            f.datasets.query("SELECT task, text, class, annotator, regions FROM d ORDER BY task", 10, f.progress)
                ->table;
        QCOMPARE(rows.rowCount(), std::size_t{2});
        QCOMPARE(table::toText(rows.cells[1][0]), std::string("text 1"));
        QCOMPARE(table::toText(rows.cells[2][1]), std::string("bad"));
        const auto graph = f.lineage.reach("dataset/d:1", lineage::Direction::Upstream);
        QVERIFY(std::ranges::any_of(graph->nodes, [](const auto& n) { return n.id == "label/p"; }));
    }

    void everyChangeIsAudited() {
        LabelFixture f;
        const auto project = f.project("p", 1, 1, true);
        const auto id = f.answer(f.bob, project, 1, "good");
        QVERIFY(f.labels.review(f.rita, project, id, Verdict::Accept, ""));
        std::set<std::string> actions;
        const auto entries = *f.audit.page(0, 100);
        for (const auto& entry : entries) actions.insert(entry.action);
        for (const char* action : {"label.create", "label.add", "label.submit", "label.accept"})
            QVERIFY2(actions.contains(action), action);
        QVERIFY(f.audit.verify()->intact);
    }
};

QTEST_GUILESS_MAIN(TestLabelService)
#include "tst_label_service.moc"
