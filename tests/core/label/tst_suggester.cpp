#include <atomic>
#include <memory>
#include <mutex>

#include <QTest>

#include "core/base/json.h"
#include "core/label/assist/model_answer.h"
#include "core/label/assist/suggester.h"
#include "core/media/image.h"
#include "core/net/http_server.h"
#include "tests/core/label/assist_fixture.h"

using namespace slipway;
using namespace slipway::label;
using testkit::AssistFixture;

namespace {

/// A model server that answers as the test says.
class Model {
public:
    using Answer = std::function<net::Response(const net::Request&)>;
    explicit Model(Answer answer) : m_server(start(std::move(answer))) {}
    ModelEndpoint endpoint() const { return AssistFixture::must(endpointAt(m_server.url() + "/invocations", "m:1")); }
    void stop() { m_server.stop(); }

private:
    static net::HttpServer start(Answer answer) {
        auto router = std::make_shared<net::Router>();
        router->add("POST", "/invocations", std::move(answer));
        return AssistFixture::must(net::HttpServer::start({}, router));
    }
    net::HttpServer m_server;
};

net::Response ok(const Json& json) {
    return net::Response::json(200, dump(json));
}

/// Answers "good" to each text, the surer the longer it is.
net::Response good(const net::Request& request) {
    const auto body = *parseJson(request.body, "request");
    Json predictions = Json::array();
    for (const auto& instance : body["instances"]) {
        const double score = std::min(1.0, 0.5 + static_cast<double>(textOr(instance, "text").size()) / 100);
        predictions.push_back({{"label", "good"}, {"probabilities", {{"good", score}, {"bad", 1 - score}}}});
    }
    return ok({{"predictions", predictions}});
}

struct Ready : AssistFixture {
    Suggester suggester{ledger, labels};
    Suggester::Options options;
    Suggester::Suggested suggest(const Project& project, const Model& model) {
        return must(suggester.suggest(ada, project, model.endpoint(), options, progress));
    }
    Project pictures(int count) {
        auto wanted = request("pictures");
        wanted.medium = Medium::Image;
        const auto made = must(labels.create(ada, wanted));
        media::Pixels pixels;
        pixels.width = 200;
        pixels.height = 100;
        pixels.rgba.assign(4 * 200 * 100, 128);
        for (int i = 1; i <= count; ++i)
            must(media::writePng(pixels, files.path() / ("p" + std::to_string(i) + ".png")).has_value());
        must(labels.addFolder(ada, made, files.path(), progress).has_value());
        return must(labels.find("pictures"));
    }
};

std::string problemOf(const Json& part, Medium medium = Medium::Image) {
    LabelSet labels;
    addClass(labels, "cat");
    labels.itemClasses = {"good", "bad"};
    const auto read =
        readModelAnswers(dump(Json{{"predictions", Json::array({part})}}), 1, {{labels, medium, "", {200, 100}, 10}});
    if (!read) return read.error().message;
    return read->front() ? "" : read->front().error().message;
}

} // namespace

class TestSuggester : public QObject {
    Q_OBJECT
private slots:
    void textsAreAskedAboutInBatchesAndKeptWithTheirUncertainty() {
        Ready f;
        const auto project = f.classProject("p", 70, TaskOrder::Uncertain);
        f.answerAll(project, "bob", {{70, "good"}});
        std::atomic<int> requests = 0;
        const Model model([&](const net::Request& request) {
            ++requests;
            return good(request);
        });
        const auto made = f.suggest(project, model);
        QCOMPARE(made.stored, std::int64_t{69});
        QCOMPARE(made.problemCount, std::int64_t{0});
        QVERIFY(!made.stopped);
        QCOMPARE(requests.load(), 3);
        const auto suggestions = f.suggested(project, 5);
        QCOMPARE(suggestions.size(), std::size_t{1});
        QCOMPARE(suggestions[0].model, std::string("m:1"));
        QCOMPARE(suggestions[0].answer.classes.front().label, std::string("good"));
        QVERIFY(f.task(project, 5).uncertainty.value_or(0) > 0.9);
        QVERIFY(f.task(project, 50).uncertainty < f.task(project, 5).uncertainty);
        QVERIFY(!f.task(project, 70).uncertainty);
        // What has a suggestion of this model is not asked about again.
        QCOMPARE(f.suggest(project, model).asked, std::int64_t{0});
    }

    void heldOutTasksAreAskedAboutThoughTheyAreAnswered() {
        Ready f;
        const auto project = f.classProject("p", 200, TaskOrder::Random);
        const auto order = AssistFixture::byChance(project, 200);
        f.answerAll(project, "bob", {{order[0], "good"}, {order[1], "bad"}, {order[5], "bad"}});
        QCOMPARE(f.suggest(project, Model(good)).stored, std::int64_t{199});
        QCOMPARE(f.suggested(project, order[1]).size(), std::size_t{1});
        QCOMPARE(f.suggested(project, order[5]).size(), std::size_t{0});
    }

    void picturesGoAsTheirBytesAndBoxesComeBack() {
        Ready f;
        const auto project = f.pictures(3);
        std::mutex mutex;
        std::vector<std::string> types;
        const Model model([&](const net::Request& request) {
            const std::scoped_lock lock(mutex);
            types.emplace_back(request.header("Content-Type"));
            if (!request.body.starts_with("\x89PNG")) return net::Response::text(400, "no picture");
            return ok({{"prediction", {{1, 0.75, 0.1, 0.2, 0.5, 0.6}, {0, 0.9, -0.2, 0.5, 0.25, 1.4}}}});
        });
        const auto made = f.suggest(project, model);
        QCOMPARE(made.stored, std::int64_t{3});
        QCOMPARE(types, (std::vector<std::string>(3, "image/png")));
        const auto regions = f.suggested(project, 1).front().answer.regions;
        QCOMPARE(regions.size(), std::size_t{2});
        QCOMPARE(regions[0].label, std::string("bad"));
        const auto& box = std::get<Box>(regions[0].shape);
        QVERIFY(std::abs(box.left - 20) < 1e-9 && std::abs(box.top - 20) < 1e-9);
        QVERIFY(std::abs(box.width - 80) < 1e-9 && std::abs(box.height - 40) < 1e-9);
        QCOMPARE(std::get<Box>(regions[1].shape), (Box{0, 50, 50, 50})); // brought to the border
        QCOMPARE(regions[1].origin, Origin::Prediction);
        QVERIFY(std::abs(*f.task(project, 1).uncertainty - 0.25) < 1e-9);
    }

    void oneBadAnswerCostsNobodyElseTheirs() {
        Ready f;
        const auto project = f.classProject("p", 40, TaskOrder::Sequential);
        const Model model([](const net::Request& request) {
            auto json = *parseJson(good(request).body, "answer");
            const auto body = *parseJson(request.body, "request");
            for (std::size_t i = 0; i < body["instances"].size(); ++i) {
                const auto text = textOr(body["instances"][i], "text");
                if (text == "text 7") json["predictions"][i] = {{"label", "ugly"}};
                if (text == "text 8") json["predictions"][i] = {{"label", "good"}, {"score", 7}};
                if (text == "text 39") return net::Response::text(500, "out of memory"); // and its batch with it
            }
            return ok(json);
        });
        const auto made = f.suggest(project, model);
        QCOMPARE(made.stored, std::int64_t{37});
        QCOMPARE(made.problemCount, std::int64_t{3});
        QCOMPARE(made.problems[0].item, std::string("task 7"));
        QVERIFY(made.problems[0].message.find("ugly") != std::string::npos);
        QVERIFY(made.problems[1].message.find("'score'") != std::string::npos);
        QVERIFY(made.problems[2].message.find("out of memory") != std::string::npos);
        QCOMPARE(f.suggested(project, 39).size(), std::size_t{0});
        QCOMPARE(f.suggested(project, 40).size(), std::size_t{1});
    }

    void aServerThatNeverMakesSenseIsLeft() {
        Ready f;
        const auto project = f.classProject("p", 200, TaskOrder::Sequential);
        for (const char* body : {"", "[]", "{\"predictions\": 3}", "{\"predictions\": [9]}", "\xff\xfe",
                 "{\"a\":", "{\"predictions\":[[[[[[]]]]]]}"}) {
            std::atomic<int> requests = 0;
            const Model model([&](const net::Request&) {
                ++requests;
                return net::Response::json(200, body);
            });
            const auto made = f.suggester.suggest(f.ada, project, model.endpoint(), f.options, f.progress);
            QVERIFY(!made);
            QVERIFY(!made.error().message.empty());
            QVERIFY(requests < 60);
        }
        const Model missing([](const net::Request&) { return net::Response::text(404, "no such model"); });
        const auto made = f.suggester.suggest(f.ada, project, missing.endpoint(), f.options, f.progress);
        QVERIFY(!made && made.error().message.find("404") != std::string::npos);
        QVERIFY(!f.task(project, 1).uncertainty);
    }

    void whatCameBeforeItWasCancelledOrTheServerEndedStays() {
        Ready f;
        const auto project = f.classProject("p", 100, TaskOrder::Sequential);
        f.options.batch = 10;
        Progress progress;
        std::atomic<int> requests = 0;
        const Model model([&](const net::Request& request) {
            if (++requests == 3) progress.cancel();
            return good(request);
        });
        const auto made = f.must(f.suggester.suggest(f.ada, project, model.endpoint(), f.options, progress));
        QVERIFY(made.stopped && made.stopped->code == ErrorCode::Cancelled);
        QVERIFY(made.stored >= 20 && made.stored <= 30);
        requests = 0;
        const Model dies([&](const net::Request& request) {
            return ++requests > 2 ? net::Response::text(503, "busy") : good(request);
        });
        const auto rest = f.suggest(project, dies);
        QVERIFY(rest.stopped && rest.stopped->code == ErrorCode::Unavailable);
        QCOMPARE(rest.stored, std::int64_t{20});
        auto gone = dies.endpoint();
        gone.url = "http://127.0.0.1:1/invocations";
        const auto nobody = f.suggester.suggest(f.ada, project, gone, f.options, f.progress);
        QVERIFY(!nobody && nobody.error().code == ErrorCode::Unavailable);
    }

    void eachFormOfAnAnswerIsRead() {
        LabelSet labels;
        addClass(labels, "cat");
        labels.itemClasses = {"good", "bad"};
        const auto read = [&](const Json& part, Medium medium) {
            return AssistFixture::must(AssistFixture::must(readModelAnswers(
                dump(Json{{"predictions", Json::array({part})}}), 1, {{labels, medium, "q", {200, 100}, 10}}))[0]);
        };
        for (const Json& part : {Json("bad"), Json(1), Json{{"predicted_label", "bad"}},
                 Json{{"label", "__label__bad"}}, Json{{"label", {"good", "bad"}}, {"prob", {0.2, 0.8}}},
                 Json{{"probabilities", {{"good", 1}, {"bad", 1.0}}}, {"label", "bad"}}}) {
            const auto answer = read(part, Medium::Text);
            QCOMPARE(answer.prediction.answer.classes.size(), std::size_t{1});
            QCOMPARE(answer.prediction.answer.classes[0].label, std::string("bad"));
            QCOMPARE(answer.prediction.answer.classes[0].question, std::string("q"));
        }
        const auto spans =
            read({{"entities", {{{"label", "cat"}, {"start", 2}, {"end", 10}, {"score", 0.5}}}}}, Medium::Text);
        QCOMPARE(std::get<Span>(spans.prediction.answer.regions[0].shape), (Span{2, 10}));
        const auto boxes =
            read({{"boxes", {{{"label", "cat"}, {"box", {10, 20, 30, 40}}, {"score", 0.5}}}}}, Medium::Image);
        QCOMPARE(std::get<Box>(boxes.prediction.answer.regions[0].shape), (Box{10, 20, 30, 40}));
        Region own;
        own.label = "cat";
        own.id = "a";
        own.shape = RotatedBox{{5, 5}, 4, 2, 30};
        const auto regions = read({{"regions", {toJson(own)}}}, Medium::Image);
        QCOMPARE(regions.prediction.answer.regions[0].shape, own.shape);
        QVERIFY(read({{"boxes", Json::array()}}, Medium::Image).prediction.answer.regions.empty());
    }

    void whatCannotBeIsNamed() {
        const auto box = [](Json sides) { return Json{{"boxes", {{{"label", "cat"}, {"box", std::move(sides)}}}}}; };
        QVERIFY(problemOf(Json::object()).find("no 'label'") != std::string::npos);
        QVERIFY(problemOf("ugly").find("ugly") != std::string::npos);
        QVERIFY(problemOf(2).find("no class") != std::string::npos);
        QVERIFY(problemOf(-1).find("no class") != std::string::npos);
        QVERIFY(problemOf({{"label", "good"}, {"score", "NaN"}}).find("'score'") != std::string::npos);
        QVERIFY(problemOf({{"label", "good"}, {"score", -0.1}}).find("'score'") != std::string::npos);
        QVERIFY(problemOf({{"probabilities", {{"good", 0}, {"bad", 0}}}}).find("all 0") != std::string::npos);
        QVERIFY(problemOf({{"label", {"good"}}, {"prob", Json::array()}}).find("'prob'") != std::string::npos);
        QVERIFY(problemOf(box({1, 2, 3})).find("boxes[0].box") != std::string::npos);
        QVERIFY(problemOf(box({1, 2, "x", 4})).find("boxes[0].box[2]") != std::string::npos);
        QVERIFY(problemOf(box({1, 2, -3, 4})).find("below 0") != std::string::npos);
        QVERIFY(problemOf({{"prediction", {{5, 0.5, 0, 0, 1, 1}}}}).find("prediction[0][0]") != std::string::npos);
        QVERIFY(problemOf({{"prediction", {{0, 1.5, 0, 0, 1, 1}}}}).find("prediction[0][1]") != std::string::npos);
        QVERIFY(problemOf({{"prediction", {{0, 0.5, 0.9, 0, 0.1, 1}}}}).find("before the other") != std::string::npos);
        QVERIFY(problemOf({{"spans", {{{"label", "cat"}, {"start", 5}, {"end", 11}}}}}, Medium::Text)
                    .find("from 5 to 11") != std::string::npos);
        QVERIFY(!problemOf({{"regions", {{{"label", "cat"}, {"shape", {{"span", {1, 2}}}}}}}}).empty());
        QVERIFY(!problemOf({{"regions", {{{"label", "cat"}}}}}).empty());
        QVERIFY(problemOf({{"boxes", Json(std::vector<int>(10'001))}}).find("10,001") != std::string::npos);
    }

    void anAddressIsWhatAModelServerHas() {
        QCOMPARE(endpointAt("http://127.0.0.1:8080")->url, std::string("http://127.0.0.1:8080/invocations"));
        QCOMPARE(endpointAt(" https://u:p@host/models/a/invocations ")->model, std::string("host/models/a"));
        QCOMPARE(endpointAt("http://host/invocations", "mine:2")->model, std::string("mine:2"));
        for (const char* wrong : {"", "host", "file:///etc/passwd", "http://", "http:///x", "http://a b"})
            QVERIFY(!endpointAt(wrong));
        QVERIFY(!endpointAt("http://host", "auto:me"));
    }
};

QTEST_GUILESS_MAIN(TestSuggester)
#include "tst_suggester.moc"
