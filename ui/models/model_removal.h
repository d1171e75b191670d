// Takes a model away, after one question where its files would go.
#pragma once

#include "app/models/model_files.h"
#include "ui/widgets/known_model.h"

#include <QWidget>

#include <functional>

class QMessageBox;

namespace ui {

// Why a model cannot be removed, to be said at the button; empty where it can.
QString removalHindrance(app::ModelRemoval removal, bool isInUse);

// Opens the question. toTrash and forget are called for what the person chooses; without forget
// that is not offered.
QMessageBox* askToRemove(const KnownModel& model,
                         std::function<void()> toTrash,
                         std::function<void()> forget,
                         QWidget* parent);

} // namespace ui
