#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

#include "tests/testkit/program.h"

using namespace slipway::testkit;

/// The verbs of `slipway label` as a person runs them, on two pictures and four texts.
class TestLabelCommands : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;

    ProgramRun slipway(const QStringList& arguments, const QString& workspace = "workspace") {
        return runSlipway(QStringList{"--workspace", m_folder.filePath(workspace)} + arguments);
    }
    /// One JSON document, and exit code 0.
    QJsonDocument answer(const QStringList& arguments, const QString& workspace = "workspace") {
        const auto run = slipway(QStringList{"--json"} + arguments, workspace);
        QJsonParseError error;
        const auto json = QJsonDocument::fromJson(run.output, &error);
        if (run.exitCode != 0 || error.error != QJsonParseError::NoError)
            qWarning("%s: %d %s%s", qPrintable(arguments.join(' ')), run.exitCode, run.output.constData(),
                run.errors.constData());
        return run.exitCode == 0 ? json : QJsonDocument();
    }
    QString file(const QString& name, const QByteArray& bytes) {
        const auto path = m_folder.filePath(name);
        QDir().mkpath(QFileInfo(path).path());
        QFile out(path);
        if (!out.open(QIODevice::WriteOnly)) qFatal("cannot write %s", qPrintable(path));
        out.write(bytes);
        return path;
    }
    QByteArray bytesOf(const QString& path) {
        QFile in(path);
        return in.open(QIODevice::ReadOnly) ? in.readAll() : QByteArray();
    }
    static void fails(const ProgramRun& run, int exitCode, const QByteArray& hint = {}) {
        QVERIFY2(run.exitCode == exitCode, QByteArray::number(run.exitCode) + run.output + run.errors);
        QVERIFY2(run.errors.trimmed().split('\n').last().startsWith("error: "), run.errors);
        QVERIFY2(run.errors.contains(hint), run.errors);
    }
    /// The member of the list whose `key` is `value`.
    static QJsonObject having(const QJsonValue& list, const QString& key, const QString& value) {
        for (const auto& each : list.toArray())
            if (each[key].toString() == value) return each.toObject();
        return {};
    }
    static bool near(const QJsonValue& value, double wanted) { return qAbs(value.toDouble(-9) - wanted) < 1e-9; }

private slots:
    void initTestCase() {
        QCOMPARE(runSlipway({"init", m_folder.filePath("workspace")}).exitCode, 0);
        QCOMPARE(runSlipway({"init", m_folder.filePath("away")}).exitCode, 0);
        file("pictures/coins.png", bytesOf(sourceFile("tests/data/media/coins.png")));
        file("pictures/rocket.jpg", bytesOf(sourceFile("tests/data/media/rocket.jpg")));
        file("pictures/broken.png", "no picture");
    }

    void aProjectIsMadeAndFilled() {
        const auto made = answer({"label", "create", "things", "--labels", "cat,dog", "--overlap", "2"});
        QCOMPARE(made["labels"].toArray().size(), 2);
        const auto added = answer({"label", "add", "things", m_folder.filePath("pictures"), "--check"});
        QCOMPARE(added["tasks"].toInt(), 3);
        QCOMPARE(added["checked"]["broken"].toInt(), 1);
        QCOMPARE(having(added["problems"], "item", "broken.png")["left_out"].toBool(true), false);
        QCOMPARE(answer({"label", "list"}).array().size(), 1);
        QCOMPARE(answer({"label", "status", "things"})["states"]["broken"].toInt(), 1);
        QVERIFY(answer({"label", "next", "things"})["task"]["number"].toInt() > 0);
        QVERIFY(answer({"label", "next", "things"})["task"]["gold"].isUndefined());
        fails(slipway({"label", "create", "things"}), 1, "things");
        fails(slipway({"label", "create", "other", "--root", m_folder.filePath("none")}), 1, "none");
        fails(slipway({"label", "create", "other", "--overlap", "0"}), 2);
        fails(slipway({"label", "add", "things", m_folder.filePath("none")}), 1, "none");
        fails(slipway({"label", "add", "things"}), 2, "--dataset");
        const auto out = m_folder.filePath("no/such/o.json");
        fails(slipway({"label", "export", "things", out, "--format", "coco"}), 1, "folder");
        QVERIFY(!QDir(m_folder.filePath("no")).exists());
        fails(slipway({"label", "export", "things", out, "--format", "foo"}), 2, "coco");
    }

    void labelsOfSeveralFormatsComeIn() {
        const auto coco = file("in.json",
            R"({"images":[{"id":1,"file_name":"coins.png","width":384,"height":303}],)"
            R"("categories":[{"id":1,"name":"cat"}],)"
            R"("annotations":[{"id":1,"image_id":1,"category_id":1,"bbox":[10,20,30,40],"area":1200,"iscrowd":0}]})");
        const auto first = answer({"label", "import", "things", coco, "--format", "coco", "--annotator", "ada"});
        QCOMPARE(first["regions"].toInt(), 1);
        file("labelme/coins.json",
            R"({"version":"5.0.1","flags":{},"imagePath":"coins.png","imageData":null,"imageHeight":303,"imageWidth":384,)"
            R"("shapes":[{"label":"cat","shape_type":"rectangle","points":[[12,20],[42,60]],"group_id":null,"flags":{}},)"
            R"({"label":"dog","shape_type":"rectangle","points":[[100,100],[150,150]],"group_id":null,"flags":{}}]})");
        const auto second = answer({"label", "import", "things", m_folder.filePath("labelme"), "--format", "labelme",
            "--annotator", "bob", "--images", m_folder.filePath("pictures")});
        QCOMPARE(second["regions"].toInt(), 2);
        QCOMPARE(
            answer({"label", "import", "things", coco, "--format", "coco", "--annotator", "ada"})["known"].toInt(), 1);
        const auto guessed = answer({"label", "import", "things", coco, "--predictions", "--annotator", "model:1"});
        QCOMPARE(guessed["predictions"].toInt(), 1);
        QCOMPARE(answer({"label", "status", "things"})["submitted"].toInt(), 1);

        QVERIFY(!answer({"label", "create", "films", "--medium", "text", "--labels", "good,bad", "--overlap", "2"})
                .isNull());
        const auto csv =
            file("films.csv", "text,label,annotator\nfine,good,ada\nfine,good,bob\nfair,good,ada\nfair,bad,bob\n"
                              "poor,bad,ada\npoor,bad,bob\nsad,bad,ada\nsad,bad,bob\n");
        QCOMPARE(answer({"label", "import", "films", csv, "--format", "csv"})["annotations"].toInt(), 8);
        fails(slipway({"label", "import", "films", m_folder.filePath("none.csv"), "--format", "csv"}), 1, "none.csv");
        fails(slipway({"label", "import", "films", csv, "--format", "word"}), 2, "coco");
    }

    void agreementIsWhatTheDefinitionsSay() {
        const auto films = answer({"label", "agreement", "films"});
        QCOMPARE(films["tasks"].toInt(), 4);
        QVERIFY(near(films["mean"], 0.75));
        const auto pair = films["pairs"].toArray().at(0);
        QCOMPARE(pair["first"].toString(), QString("ada"));
        QVERIFY(near(pair["cohen_kappa"].toArray().at(0)["value"], 0.5));
        const auto question = films["questions"].toArray().at(0);
        QVERIFY(near(question["fleiss_kappa"]["value"], 7.0 / 15));
        QVERIFY(near(question["krippendorff_alpha"], 1 - 0.25 / (30.0 / 56)));
        QVERIFY(near(having(question["classes"], "label", "bad")["agreement"], 0.8));
        QVERIFY(films["gold"].toArray().isEmpty());

        const auto things = answer({"label", "agreement", "things"});
        QVERIFY(near(having(things["labels"], "label", "cat")["f1"], 1));
        QVERIFY(near(having(things["labels"], "label", "cat")["mean_iou"], 28.0 / 32));
        QVERIFY(near(having(things["labels"], "label", "dog")["f1"], 0));

        const auto text = slipway({"label", "agreement", "films", "--weights", "linear", "--scale", "ordinal"});
        QVERIFY2(text.exitCode == 0 && text.output.contains("mean agreement 0.750"), text.output + text.errors);
        fails(slipway({"label", "agreement", "films", "--question", "mood"}), 1, "mood");
        fails(slipway({"label", "agreement", "films", "--scale", "interval"}), 1, "no number");
    }

    void anAnswerBecomesTheGroundTruthAndBack() {
        const auto waiting = answer({"label", "review", "films"});
        QCOMPARE(waiting.array().size(), 8);
        const auto id = having(QJsonValue(waiting.array()), "annotator", "ada")["annotation"].toString();
        fails(slipway({"label", "gold", "things", id}), 1, "no annotation"); // of another project
        QVERIFY(answer({"label", "gold", "films", id})["gold"].toBool());
        const auto with = answer({"label", "agreement", "films"});
        QCOMPARE(with["tasks"].toInt(), 3);
        const auto bob = having(with["gold"], "person", "bob");
        QVERIFY(near(bob["accuracy"], 1));
        QVERIFY(bob["accuracy_interval"].toArray().at(0).toDouble() < 0.3);
        QVERIFY(bob["few_items"].toBool());
        QVERIFY(!answer({"label", "gold", "films", id, "--off"})["gold"].toBool());
        QCOMPARE(answer({"label", "agreement", "films"})["tasks"].toInt(), 4);
        fails(slipway({"label", "gold", "films", "nosuch"}), 1, "nosuch");
    }

    void aReviewerAcceptsAndSendsBack() {
        const auto waiting = answer({"label", "review", "films"}).array();
        const auto first = waiting.at(0)["annotation"].toString(), second = waiting.at(1)["annotation"].toString();
        QCOMPARE(answer({"label", "review", "films", "--accept", first})["state"].toString(), QString("accepted"));
        fails(slipway({"label", "review", "films", "--send-back", second}), 1, "reason");
        QVERIFY(!answer({"label", "review", "films", "--send-back", second, "--note", "look again"}).isNull());
        QCOMPARE(answer({"label", "agreement", "films"})["tasks"].toInt(), 3);
        QVERIFY(!answer({"label", "review", "films", "--accept", second}).isNull());
        QCOMPARE(answer({"label", "agreement", "films"})["tasks"].toInt(), 4);
    }

    void workGoesToAnotherPersonAndComesBack() {
        QCOMPARE(answer({"label", "assign", "things", "2-3", "--to", "cy"})["tasks"].toInt(), 2);
        fails(slipway({"label", "assign", "things", "x-y", "--to", "cy"}), 2, "3,7,10-20");
        const auto out = m_folder.filePath("cy.packet"), back = m_folder.filePath("back.packet");
        QCOMPARE(answer({"label", "packet", "things", out, "--for", "cy", "--tasks", "3"})["tasks"].toInt(), 1);
        QCOMPARE(answer({"label", "merge", out}, "away")["tasks"].toInt(), 1);
        const auto csv = file("cy.csv", "image,label\nrocket.jpg,cat\n");
        QCOMPARE(answer({"label", "import", "things", csv, "--format", "csv"}, "away")["annotations"].toInt(), 1);
        QCOMPARE(answer({"label", "packet", "things", back, "--answers"}, "away")["annotations"].toInt(), 1);
        QCOMPARE(answer({"label", "merge", back})["annotations"].toInt(), 1);
        QCOMPARE(answer({"label", "merge", back})["known"].toInt(), 1);
        QCOMPARE(having(answer({"label", "status", "things"})["people"], "name", "cy")["answers"].toInt(), 1);
        fails(slipway({"label", "merge", file("bad.packet", "SLIPPKT1")}), 1);
    }

    void everyFormatIsWrittenAndNothingReplacedUnlessForced() {
        for (const auto* folder : {"out", "texts"}) QVERIFY(QDir(m_folder.path()).mkpath(folder));
        for (const QString format : {"coco", "yolo", "voc", "labelme", "labelstudio", "cvat", "groundtruth", "csv"}) {
            const auto out = m_folder.filePath("out/" + format);
            const auto written = answer({"label", "export", "things", out, "--format", format});
            QVERIFY2(written["lost"].isArray(), qPrintable(format));
            QVERIFY2(QFile::exists(out), qPrintable(format));
        }
        for (const QString format : {"conll", "jsonl", "csv"})
            QVERIFY(!answer({"label", "export", "films", m_folder.filePath("texts/" + format), "--format", format})
                    .isNull());
        const auto coco = m_folder.filePath("out/coco");
        const auto before = bytesOf(coco);
        fails(slipway({"label", "export", "things", coco, "--format", "csv"}), 1, "--force");
        QCOMPARE(bytesOf(coco), before);
        fails(slipway({"label", "export", "things", m_folder.filePath("out/yolo"), "--format", "yolo"}), 1, "--force");
        QCOMPARE(slipway({"label", "export", "things", coco, "--format", "csv", "--force"}).exitCode, 0);
        QVERIFY(bytesOf(coco).startsWith("image"));
        QDir().mkpath(m_folder.filePath("empty"));
        QCOMPARE(slipway({"label", "export", "things", m_folder.filePath("empty"), "--format", "voc"}).exitCode, 0);
    }

    void aConsensusIsOneAnswerOfEachItem() {
        const auto out = m_folder.filePath("consensus.csv");
        const auto most = answer({"label", "export", "films", out, "--format", "csv", "--consensus", "majority"});
        QCOMPARE(most["consensus"]["items"].toInt(), 4);
        QCOMPARE(most["consensus"]["several"].toInt(), 4);
        QCOMPARE(most["consensus"]["tie_count"].toInt(), 1);
        QCOMPARE(most["consensus"]["ties"].toArray().at(0)["item"].toString(), QString("fair"));
        QCOMPARE(bytesOf(out).count("good"), 1); // the open one has no class
        QCOMPARE(bytesOf(out).count("bad"), 2);
        const auto modelled = slipway({"label", "export", "films", out, "--format", "csv", "--consensus", "dawid-skene",
            "--weigh-by-gold", "--force"});
        QVERIFY2(modelled.exitCode == 0 && modelled.output.contains("by the model"), modelled.output + modelled.errors);
        QCOMPARE(answer({"label", "dataset", "films", "answers"})["dataset"].toString(), QString("answers:1"));
        QCOMPARE(answer({"label", "dataset", "films", "agreed", "--consensus", "majority"})["dataset"].toString(),
            QString("agreed:1"));
        QCOMPARE(answer({"data", "show", "agreed"})["rows"].toInt(), 4);
    }

    void filesAreConvertedWithoutAWorkspace() {
        const auto run = runSlipway({"--json", "label", "convert", "--from", "coco", "--to", "voc",
            m_folder.filePath("in.json"), m_folder.filePath("converted")});
        QCOMPARE(run.exitCode, 0);
        QCOMPARE(run.json()["regions"].toInt(), 1);
    }

    void theWorkspaceCountsItsLabeling() {
        const auto status = answer({"status"});
        QCOMPARE(status["label_projects"].toInt(), 2);
        QCOMPARE(status["label_tasks"].toInt(), 7);
        QCOMPARE(status["label_submitted"].toInt(), 5);
        QVERIFY(slipway({"status"}).output.contains("label projects"));
    }

    void wrongWordsAreUsageErrors() {
        for (const QStringList& words : {QStringList{"label", "agreement"},
                 {"label", "agreement", "films", "--scale", "odd"}, {"label", "agreement", "films", "--weights", "odd"},
                 {"label", "create", "x", "--medium", "smell"}, {"label", "export", "films", "x.csv"},
                 {"label", "export", "films", "x.csv", "--format", "csv", "--consensus", "vote"},
                 {"label", "export", "films", "x.csv", "--format", "csv", "--weigh-by-gold"},
                 {"label", "gold", "films"}, {"label", "dataset", "films", "d", "--consensus", "vote"}}) {
            fails(slipway(words), 2);
            const auto json = slipway(QStringList{"--json"} + words);
            QCOMPARE(json.exitCode, 2);
            QVERIFY2(json.json()["error"]["message"].isString(), json.output);
        }
        fails(slipway({"label", "agreement", "nosuch"}), 1, "label list");
    }

    void helpAndCompletionKnowTheVerbs() {
        QVERIFY(runSlipway({"help", "label", "agreement"}).output.contains("Example: slipway label agreement"));
        const auto bash = runSlipway({"completion", "bash"}).output;
        QVERIFY(bash.contains("agreement") && bash.contains("--weigh-by-gold"));
    }
};

QTEST_GUILESS_MAIN(TestLabelCommands)
#include "tst_label_commands.moc"
