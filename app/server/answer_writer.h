// An answer in one of the endpoint's wire formats, whole or as the pieces of a stream.
//
// Pure; one for each response. Pieces are framed, and an empty one says nothing.
#pragma once

#include "app/server/api_error.h"
#include "app/server/log_probs_json.h"
#include "app/server/stream_form.h"

#include "core/engine/types.h"
#include "core/prompt/answer_reader.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace app {

// What every object of one response repeats.
struct ResponseIdentity
{
    std::string id;           // "chatcmpl-…", "cmpl-…"; other protocols put theirs before it
    std::int64_t created = 0; // Unix time, seconds
    std::string model;
    std::string fingerprint; // changes with engine, model and kernels
};

// How one choice ended.
struct ChoiceEnd
{
    core::FinishReason reason = core::FinishReason::EndOfTurn;
    core::AnswerParts parts = {};                     // all of the answer
    core::GenerationStats stats = {};                 // of this choice
    std::optional<ScoredPiece> scored = std::nullopt; // tokens that have not been sent yet
    std::string receipt = {};                         // JSON for the field "fireside"; empty: none
};

class AnswerWriter
{
public:
    virtual ~AnswerWriter() = default;

    virtual StreamForm streamForm() const = 0;

    // choice: index of the answer, where several were asked for.
    virtual std::string opening(int choice) = 0;
    // firstCall: how many calls of tools this answer has had before.
    virtual std::string piece(const core::AnswerParts& parts,
                              std::size_t firstCall,
                              int choice,
                              const ScoredPiece* scored) = 0;
    // session: JSON for the field of this name; empty: none.
    virtual std::string finish(const ChoiceEnd& end, int choice, const std::string& session) = 0;
    // After the last choice. total: the prompt, which all choices share, is counted once.
    virtual std::string closing(const core::GenerationStats& total) = 0;
    // In place of all that would still have come.
    virtual std::string failure(const ApiError& error) = 0;

    // JSON, on one line.
    virtual std::string whole(const std::vector<ChoiceEnd>& choices,
                              const core::GenerationStats& total,
                              const std::string& session) = 0;
};

} // namespace app
