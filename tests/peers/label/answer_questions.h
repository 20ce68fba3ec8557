#pragma once

#include <iostream>
#include <iterator>
#include <string>

#include "core/base/json.h"

namespace slipway {

/// A peer program's main(): reads a JSON array of questions from standard input and writes what `answer` says of each
/// as one array to standard output.
template <class Answer> int answerQuestions(Answer answer) {
    const std::string text{std::istreambuf_iterator<char>(std::cin), {}};
    const auto questions = parseJson(text, "the questions");
    if (!questions) {
        std::cerr << toLine(questions.error()) << '\n';
        return 1;
    }
    Json answers = Json::array();
    for (const auto& question : *questions) answers.push_back(answer(question));
    std::cout << dump(answers) << '\n';
    return 0;
}

} // namespace slipway
