#include <algorithm>
#include <random>
#include <set>

#include <QTest>

#include "core/base/json.h"
#include "tests/core/label/label_fixture.h"

using namespace slipway;
using namespace slipway::label;
using testkit::LabelFixture;

namespace {

bool countsAsAnswer(const StoredAnnotation& stored) {
    return isAnswer(stored.state) && !stored.annotation.groundTruth &&
           !stored.annotation.annotator.starts_with("auto:");
}

/// The totals by a look at every answer; tells whether each task's own figure is right.
AgreementTotals fromScratch(LabelFixture& f, const Project& project, bool& figures) {
    AgreementTotals totals;
    figures = true;
    const auto now = LabelFixture::must(f.labels.find(project.name));
    for (std::int64_t n = 1; n <= now.tasks; ++n) {
        const auto task = f.task(project, n);
        std::vector<Annotation> answers;
        for (const auto& stored : LabelFixture::must(f.labels.store().annotations(task.id)))
            if (countsAsAnswer(stored)) answers.push_back(stored.annotation);
        const auto agreement = taskAgreement(task.item, answers);
        if (agreement.score) totals.add(agreement);
        figures = figures && agreement.score == task.agreement;
    }
    return totals;
}

Annotation classified(const std::string& annotator, const std::string& label) {
    Annotation annotation;
    annotation.annotator = annotator;
    if (!label.empty()) annotation.classes = {{"", label, {}}};
    return annotation;
}

Annotation boxed(const std::string& annotator, const std::vector<Box>& boxes) {
    Annotation annotation;
    annotation.annotator = annotator;
    for (const auto& box : boxes) {
        Region region;
        region.id = "r" + std::to_string(annotation.regions.size());
        region.label = "good";
        region.shape = box;
        annotation.regions.push_back(std::move(region));
    }
    return annotation;
}

/// People at work in one project, in any order.
class RandomWork {
public:
    RandomWork(LabelFixture& f, Project project, unsigned seed)
        : m_f(f), m_project(std::move(project)), m_random(seed) {}

    void step() {
        const std::int64_t n = 1 + upTo(5);
        switch (upTo(9)) {
        case 0:
            import(n);
            break;
        case 1:
            withAnswer(n, [&](const std::string& id) {
                const auto verdict = upTo(1) == 0 ? LabelService::Verdict::Accept : LabelService::Verdict::SendBack;
                (void)m_f.labels.review(m_f.rita, m_project, id, verdict, "look again");
            });
            break;
        case 2:
            withAnswer(n, [&](const std::string& id) {
                auto fix = m_f.labels.openFix(m_f.rita, m_project, id);
                if (!fix) return;
                LabelFixture::classify(**fix, label());
                if (upTo(2) > 0) LabelFixture::must((*fix)->submit().has_value());
            });
            break;
        case 3:
            withAnswer(
                n, [&](const std::string& id) { (void)m_f.labels.setGold(m_f.rita, m_project, id, upTo(1) == 0); });
            break;
        case 4:
            if (const auto session = opened(n)) LabelFixture::must(session->skip().has_value());
            break;
        case 5:
            withAnswer(n, [&](const std::string& id) { (void)m_f.labels.discard(m_f.bob, m_project, id); });
            break;
        default:
            work(n);
        }
    }

private:
    int upTo(int most) { return std::uniform_int_distribution<int>(0, most)(m_random); }
    std::string label() { return upTo(1) == 0 ? "good" : "bad"; }
    const access::Actor& person() {
        const access::Actor* people[] = {&m_f.ada, &m_f.bob, &m_f.cy};
        return *people[upTo(2)];
    }

    /// Nothing for somebody whose answer was corrected.
    std::unique_ptr<AnnotationSession> opened(std::int64_t n) {
        auto session = m_f.labels.open(person(), m_project, m_f.task(m_project, n));
        return session ? std::move(*session) : nullptr;
    }

    void work(std::int64_t n) {
        const auto session = opened(n);
        if (!session) return;
        if (upTo(3) > 0) LabelFixture::classify(*session, label());
        if (upTo(2) == 0) LabelFixture::mark(*session, upTo(2), label());
        if (upTo(4) > 0) LabelFixture::must(session->submit().has_value());
    }

    void import(std::int64_t n) {
        Corpus corpus;
        corpus.items = {m_f.task(m_project, n).item};
        for (const auto* name : {"ada", "dora", "auto:model:1"})
            if (upTo(2) > 0) corpus.items[0].annotations.push_back(classified(name, label()));
        LabelService::ImportOptions options;
        options.asGroundTruth = upTo(5) == 0;
        LabelFixture::must(m_f.labels.importCorpus(m_f.ada, m_project, corpus, options, m_f.progress).has_value());
    }

    template <class Use> void withAnswer(std::int64_t n, Use use) {
        const auto answers = LabelFixture::must(m_f.labels.store().annotations(m_f.task(m_project, n).id));
        if (!answers.empty())
            use(answers[static_cast<std::size_t>(upTo(static_cast<int>(answers.size()) - 1))].annotation.id);
    }

    LabelFixture& m_f;
    Project m_project;
    std::mt19937 m_random;
};

Result<LabelService::Merged> answeredElsewhere(LabelFixture& home, const Project& project, std::int64_t task) {
    const auto file = home.files.path() / "bob.packet", back = home.files.path() / "back.packet";
    SLIPWAY_TRY(home.labels.exportPacket(home.ada, project, {task}, "bob", file, home.progress));
    LabelFixture away;
    SLIPWAY_ASSIGN(const auto merged, away.labels.mergePacket(away.ada, file, away.progress));
    SLIPWAY_ASSIGN(const auto theirs, away.labels.find(merged.project));
    away.answer(away.ada, theirs, task, "bad");
    SLIPWAY_TRY(away.labels.exportAnswers(away.ada, theirs, {}, back, away.progress));
    return home.labels.mergePacket(home.ada, back, home.progress);
}

const ProjectConsensus::Person* personOf(const ProjectConsensus& consensus, const std::string& name) {
    const auto found = std::ranges::find(consensus.people, name, &ProjectConsensus::Person::name);
    return found == consensus.people.end() ? nullptr : &*found;
}

} // namespace

class TestPeopleAgreement : public QObject {
    Q_OBJECT

    /// A project of `votes`: by task, what each of several people chose.
    static Project voted(LabelFixture& f, const std::vector<std::vector<std::pair<std::string, std::string>>>& votes) {
        const auto project = f.project("p", static_cast<int>(votes.size()), 3);
        Corpus corpus;
        for (std::size_t i = 0; i < votes.size(); ++i) {
            corpus.items.push_back(f.task(project, static_cast<std::int64_t>(i + 1)).item);
            for (const auto& [person, label] : votes[i])
                corpus.items.back().annotations.push_back(classified(person, label));
        }
        LabelFixture::must(f.labels.importCorpus(f.ada, project, corpus, {}, f.progress).has_value());
        return LabelFixture::must(f.labels.find("p"));
    }

private slots:
    void liveTotalsAreThoseOfALookAtEveryAnswer() {
        for (unsigned seed = 1; seed <= 4; ++seed) {
            LabelFixture f;
            const auto project = f.project("p", 6, 3, seed % 2 == 0, TaskOrder::Disagreement);
            RandomWork work(f, project, seed);
            int compared = 0;
            for (int i = 0; i < 60; ++i) {
                work.step();
                bool figures = false;
                const auto wanted = fromScratch(f, project, figures);
                const auto live = f.labels.agreement(project);
                QVERIFY2(live.has_value(), live ? "" : live.error().message.c_str());
                QVERIFY2(*live == wanted, qPrintable(QString("seed %1, step %2").arg(seed).arg(i)));
                QVERIFY2(figures, qPrintable(QString("figures of tasks, seed %1, step %2").arg(seed).arg(i)));
                compared += wanted.tasks() > 0;
            }
            QVERIFY(compared > 20);
        }
    }

    void answersOfAPacketCount() {
        LabelFixture f;
        const auto project = f.project("p", 3, 2);
        f.answer(f.cy, project, 2, "good");
        const auto merged = answeredElsewhere(f, project, 2);
        QVERIFY2(merged.has_value(), merged ? "" : merged.error().message.c_str());
        QCOMPARE(f.labels.agreement(project)->tasks(), std::int64_t{1});
        QCOMPARE(f.labels.agreement(project)->mean(), std::optional(0.0));
        QCOMPARE(f.task(project, 2).agreement, std::optional(0.0));
    }

    void disagreementComesFirstAsSoonAsItIsThere() {
        LabelFixture f;
        const auto project = f.project("p", 4, 3, false, TaskOrder::Disagreement);
        for (const std::int64_t n : {1, 2, 3}) f.answer(f.ada, project, n, "good");
        f.answer(f.bob, project, 1, "good");
        QCOMPARE(f.nextOf(f.cy, project), 1); // the only one with a figure
        f.answer(f.bob, project, 3, "bad");
        QCOMPARE(f.nextOf(f.cy, project), 3);
        f.answer(f.cy, project, 3, "bad");
        QCOMPARE(f.nextOf(f.cy, project), 1);
        f.answer(f.bob, project, 2, "bad"); // before the place that cy has come to
        QCOMPARE(f.nextOf(f.cy, project), 2);
    }

    void aProjectFromBeforeAgreementWasKeptHasItAfterTheNextAnswer() {
        LabelFixture f;
        const auto project = f.project("p", 3, 2);
        for (const std::int64_t n : {1, 2, 3}) f.answer(f.ada, project, n, "good");
        f.answer(f.bob, project, 1, "good");
        const auto before = *f.labels.agreement(project);
        for (const char* sql : {"DELETE FROM label_agreement", "DELETE FROM label_task_agreement",
                 "UPDATE label_task SET agreement = NULL"})
            QVERIFY(f.db.exec(sql));
        QVERIFY(*f.labels.agreement(project) == before);
        f.answer(f.bob, project, 2, "bad");
        bool figures = false;
        QVERIFY(*f.labels.agreement(project) == fromScratch(f, project, figures));
        QVERIFY(figures);
        QCOMPARE(f.labels.agreement(project)->tasks(), std::int64_t{2});
    }

    void unreadableAgreementIsComputedAgain() {
        LabelFixture f;
        const auto project = f.project("p", 2, 2);
        for (const auto* sql : {"UPDATE label_agreement SET totals = '[]'",
                 "UPDATE label_task_agreement SET content = '[1, [[2]], []]'"}) {
            for (const std::int64_t n : {1, 2}) {
                f.answer(f.ada, project, n, "good");
                f.answer(f.bob, project, n, "bad");
            }
            QVERIFY(f.db.exec(sql));
            f.answer(f.bob, project, 1, "good");
            bool figures = false;
            QVERIFY(*f.labels.agreement(project) == fromScratch(f, project, figures));
            QVERIFY(figures);
        }
    }

    void theSizeOfAPictureIsPartOfItsAgreement() {
        LabelFixture f;
        auto wanted = f.request("p");
        wanted.medium = Medium::Image;
        wanted.overlap = 2;
        const auto project = *f.labels.create(f.ada, wanted);
        Corpus corpus;
        corpus.items.resize(1);
        corpus.items[0].path = "a.png";
        corpus.items[0].annotations = {boxed("ada", {{0, 0, 10, 10}}), boxed("bob", {{0, 0, 10, 8}})};
        QVERIFY(f.labels.importCorpus(f.ada, project, corpus, {}, f.progress).has_value());
        corpus.items[0].width = corpus.items[0].height = 9;
        corpus.items[0].annotations.clear();
        QVERIFY(f.labels.importCorpus(f.ada, project, corpus, {}, f.progress).has_value());
        bool figures = false;
        QVERIFY(*f.labels.agreement(project) == fromScratch(f, project, figures));
        QVERIFY(figures);
    }

    void aRemovedProjectLeavesNothingBehind() {
        LabelFixture f;
        const auto project = voted(f, {{{"ada", "good"}, {"bob", "bad"}}});
        QVERIFY(f.labels.remove(f.ada, project));
        for (const char* sql : {"SELECT count(*) FROM label_agreement", "SELECT count(*) FROM label_task_agreement"}) {
            auto select = std::move(*f.db.prepare(sql));
            QVERIFY(*select.step());
            QCOMPARE(select.integer(0), std::int64_t{0});
        }
    }

    void theMajorityIsTheConsensusAndTiesStayOpen() {
        LabelFixture f;
        const auto project = voted(f, {{{"ada", "good"}, {"bob", "good"}, {"cy", "bad"}},
                                          {{"ada", "good"}, {"bob", "bad"}}, {{"ada", "bad"}}, {}});
        const auto joined = f.labels.consensus(f.ada, project, {}, f.progress);
        QVERIFY2(joined.has_value(), joined ? "" : joined.error().message.c_str());
        QCOMPARE(joined->items, std::int64_t{3});
        QCOMPARE(joined->several, std::int64_t{2});
        const auto& items = joined->corpus.items;
        QCOMPARE(joined->numbers, (std::vector<std::int64_t>{1, 2, 3, 4}));
        QCOMPARE(items[0].annotations.size(), std::size_t{1});
        QCOMPARE(items[0].annotations[0].annotator, std::string("consensus"));
        QCOMPARE(items[0].annotations[0].classes[0].label, std::string("good"));
        QVERIFY(items[1].annotations[0].classes.empty());
        QCOMPARE(items[2].annotations[0].classes[0].label, std::string("bad"));
        QVERIFY(items[3].annotations.empty());
        QCOMPARE(joined->tieCount, std::int64_t{1});
        QCOMPARE(joined->ties[0].labels, (std::vector<std::string>{"bad", "good"}));
        QCOMPARE(personOf(*joined, "ada")->answers, std::int64_t{3});
        QVERIFY(!personOf(*joined, "ada")->quality);
    }

    void aModelOfThePeopleDecidesAgainstTheMajorityOfTheUnreliable() {
        // eve and mal say good whatever it is; on the last item they outvote ada and bob.
        LabelFixture f;
        std::vector<std::vector<std::pair<std::string, std::string>>> votes;
        for (int i = 0; i < 20; ++i) {
            const std::string truth = i % 2 == 0 ? "good" : "bad";
            votes.push_back({{"ada", truth}, {"bob", truth}, {"dora", truth}, {"eve", "good"}, {"mal", "good"}});
        }
        votes.push_back({{"ada", "bad"}, {"eve", "good"}, {"mal", "good"}});
        const auto project = voted(f, votes);
        const auto most = f.labels.consensus(f.ada, project, {}, f.progress);
        QCOMPARE(most->corpus.items[20].annotations[0].classes[0].label, std::string("good"));
        const auto modelled = f.labels.consensus(f.ada, project, {ConsensusMethod::DawidSkene, false}, f.progress);
        QVERIFY2(modelled.has_value(), modelled ? "" : modelled.error().message.c_str());
        QCOMPARE(modelled->corpus.items[20].annotations[0].classes[0].label, std::string("bad"));
        QVERIFY(*personOf(*modelled, "ada")->quality > 0.95);
        QVERIFY(*personOf(*modelled, "eve")->quality < 0.6);
        QCOMPARE(personOf(*modelled, "eve")->weight, *personOf(*modelled, "eve")->quality);
    }

    void aModelOfSeveralClassesAsksForEachOfThem() {
        LabelFixture f;
        const auto project = f.project("p", 12, 3);
        Corpus corpus;
        for (std::int64_t n = 1; n <= 12; ++n) {
            corpus.items.push_back(f.task(project, n).item);
            for (const auto* person : {"ada", "bob", "cy"}) {
                auto answer = classified(person, "good");
                if (n % 2 == 0 && (std::string_view(person) != "cy" || n == 2))
                    answer.classes.push_back({"", "bad", {}});
                corpus.items.back().annotations.push_back(std::move(answer));
            }
        }
        QVERIFY(f.labels.importCorpus(f.ada, project, corpus, {}, f.progress).has_value());
        const auto joined = f.labels.consensus(f.ada, project, {ConsensusMethod::DawidSkene, false}, f.progress);
        for (std::size_t i = 0; i < 12; ++i) {
            std::set<std::string> labels;
            for (const auto& each : joined->corpus.items[i].annotations[0].classes) labels.insert(each.label);
            QCOMPARE(labels, (i % 2 == 1 ? std::set<std::string>{"bad", "good"} : std::set<std::string>{"good"}));
        }
        QVERIFY(*personOf(*joined, "cy")->quality < *personOf(*joined, "ada")->quality);
    }

    void goldAnswersWeighThePeople() {
        LabelFixture f;
        std::vector<std::vector<std::pair<std::string, std::string>>> votes;
        for (int i = 0; i < 30; ++i)
            votes.push_back({{"ada", "good"}, {"eve", "bad"}, {"mal", i < 2 ? "good" : "bad"}});
        votes.push_back({{"ada", "good"}, {"eve", "bad"}, {"mal", "bad"}});
        votes.push_back({{"ada", "good"}, {"new", "bad"}});
        const auto project = voted(f, votes);
        QVERIFY(f.labels.scores(project)->empty());
        Corpus gold;
        for (std::int64_t n = 1; n <= 30; ++n) {
            gold.items.push_back(f.task(project, n).item);
            gold.items.back().annotations = {classified("rita", "good")};
        }
        LabelService::ImportOptions options;
        options.asGroundTruth = true;
        QVERIFY(f.labels.importCorpus(f.ada, project, gold, options, f.progress).has_value());

        const auto scores = *f.labels.scores(project);
        QCOMPARE(scores.size(), std::size_t{3});
        QCOMPARE(scores[0].person, std::string("ada"));
        QCOMPARE(scores[0].score.accuracy, 1.0);
        QVERIFY(scores[0].score.accuracyRange.lower > 0.85 && scores[0].score.accuracyRange.upper == 1.0);
        QCOMPARE(scores[2].score.correct, std::int64_t{2});
        QCOMPARE(scores[2].score.items, std::int64_t{30});

        const auto plain = *f.labels.consensus(f.ada, project, {}, f.progress);
        QCOMPARE(plain.corpus.items[30].annotations[0].classes[0].label, std::string("bad"));
        QCOMPARE(plain.tieCount, std::int64_t{1});
        const auto weighed = *f.labels.consensus(f.ada, project, {ConsensusMethod::Majority, true}, f.progress);
        QCOMPARE(weighed.corpus.items[30].annotations[0].classes[0].label, std::string("good"));
        // Of "new" nothing is known: they count as all do on average, less than ada.
        QCOMPARE(weighed.corpus.items[31].annotations[0].classes[0].label, std::string("good"));
        QVERIFY(personOf(weighed, "new")->weight > personOf(weighed, "eve")->weight);
        QVERIFY(personOf(weighed, "ada")->weight < 1);
    }

    void shapesAreJoinedAndThoseOfFewAreCounted() {
        LabelFixture f;
        auto wanted = f.request("p");
        wanted.medium = Medium::Image;
        const auto project = *f.labels.create(f.ada, wanted);
        Corpus corpus;
        corpus.items.resize(1);
        corpus.items[0].path = "a.png";
        corpus.items[0].width = corpus.items[0].height = 100;
        corpus.items[0].annotations = {boxed("ada", {{10, 10, 20, 20}}),
            boxed("bob", {{12, 10, 20, 20}, {70, 70, 5, 5}}), boxed("cy", {{11, 10, 20, 20}})};
        QVERIFY(f.labels.importCorpus(f.ada, project, corpus, {}, f.progress).has_value());
        const auto joined = *f.labels.consensus(f.ada, project, {}, f.progress);
        QCOMPARE(joined.dropped, std::int64_t{1});
        const auto& regions = joined.corpus.items[0].annotations[0].regions;
        QCOMPARE(regions.size(), std::size_t{1});
        QCOMPARE(std::get<Box>(regions[0].shape).left, 11.0);
        const auto out = f.files.path() / "joined.json";
        const auto losses = f.labels.exportLabels(f.ada, project, **findFormat("coco"), out, {}, f.progress,
            ConsensusWish{ConsensusMethod::DawidSkene, false});
        QVERIFY2(losses.has_value(), losses ? "" : losses.error().message.c_str());
        const auto json = readJsonFile(out);
        QCOMPARE((*json)["annotations"].size(), std::size_t{1});
    }

    void whatAModelLabelledAloneGivesWayToPeople() {
        LabelFixture f;
        const auto project = voted(f, {{{"auto:m:1", "bad"}, {"ada", "good"}}, {{"auto:m:1", "bad"}}});
        QCOMPARE(f.labels.agreement(project)->tasks(), std::int64_t{0});
        const auto corpus = *f.labels.corpus(f.ada, project, f.progress);
        QCOMPARE(corpus.items[0].annotations.size(), std::size_t{1});
        QCOMPARE(corpus.items[0].annotations[0].annotator, std::string("ada"));
        QCOMPARE(corpus.items[1].annotations[0].annotator, std::string("auto:m:1"));
        const auto joined = *f.labels.consensus(f.ada, project, {}, f.progress);
        QCOMPARE(joined.items, std::int64_t{1});
        QCOMPARE(joined.corpus.items[1].annotations[0].annotator, std::string("auto:m:1"));
        QVERIFY(f.labels.toDataset(f.ada, project, "d", f.progress).has_value());
        const auto rows = f.datasets.query("SELECT annotator FROM d ORDER BY task", 10, f.progress)->table;
        QCOMPARE(rows.rowCount(), std::size_t{2});
    }

    void aConsensusBecomesADataset() {
        LabelFixture f;
        const auto project =
            voted(f, {{{"ada", "good"}, {"bob", "good"}, {"cy", "bad"}}, {{"ada", "bad"}, {"bob", "bad"}}, {}});
        const auto made = f.labels.toDataset(f.ada, project, "d", f.progress, ConsensusWish{});
        QVERIFY2(made.has_value(), made ? "" : made.error().message.c_str());
        const auto rows = f.datasets.query("SELECT task, class, annotator FROM d ORDER BY task", 10, f.progress)->table;
        QCOMPARE(rows.rowCount(), std::size_t{2});
        QCOMPARE(std::get<std::string>(rows.cells[1][1]), std::string("bad"));
        QCOMPARE(std::get<std::string>(rows.cells[2][1]), std::string("consensus"));
    }

    void aCorrectedAnswerIsStillScored() {
        LabelFixture f;
        const auto project = f.project("p", 1, 2);
        const auto gold = f.answer(f.ada, project, 1, "good");
        QVERIFY(f.labels.setGold(f.rita, project, gold, true));
        const auto wrong = f.answer(f.bob, project, 1, "bad");
        {
            const auto fix = LabelFixture::must(f.labels.openFix(f.rita, project, wrong));
            LabelFixture::classify(*fix, "good");
            QVERIFY(fix->submit());
        }
        const auto scores = *f.labels.scores(project);
        QCOMPARE(scores.size(), std::size_t{1});
        QCOMPARE(scores[0].person, std::string("bob"));
        QCOMPARE(scores[0].score.correct, std::int64_t{0});
        QVERIFY(scores[0].score.smallSample);
    }
};

QTEST_GUILESS_MAIN(TestPeopleAgreement)
#include "tst_people_agreement.moc"
