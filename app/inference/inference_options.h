// How models are loaded and what their engines may use.
#pragma once

#include <QString>
#include <QtGlobal>

namespace app {

struct InferenceOptions
{
    int threads = 0;    // 0: one for each processor core
    int openModels = 1; // most that are loaded at once
    // At most what the model was trained for; 0: that, at most 8192.
    int contextTokens = 0;
    QString cacheFolder = {}; // where computed pages outlive the program; empty: nowhere
    quint64 cacheFolderBytes = 2ULL << 30; // of all models; beyond it the oldest go. 0: all go
    bool compactCache = false;             // see core::EngineOptions
    QString loadAs =
        {}; // name of a type: what Hugging Face folders are quantised to; else as they are
    QString quantisedFolder = {}; // where their copies are
    bool giveWay = false;         // see ComputeTeam

    bool operator==(const InferenceOptions&) const = default;
};

} // namespace app
