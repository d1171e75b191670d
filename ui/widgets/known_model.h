// A model that a person can choose.
#pragma once

#include <QString>

namespace ui {

struct KnownModel
{
    QString name; // for people
    QString path;
    QString detail; // "Q4_1, 98 MB"; may be empty

    bool operator==(const KnownModel&) const = default;
};

} // namespace ui
