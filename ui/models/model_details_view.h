// What is known of one model, as a list of facts.
#pragma once

#include "app/models/model_details.h"
#include "ui/widgets/known_model.h"

#include <QList>
#include <QPair>
#include <QWidget>

class QFormLayout;
class QLabel;

namespace ui {

class Theme;

// What is shown, in order: the name of each fact and what it is for this model.
QList<QPair<QString, QString>> modelFacts(const app::ModelDetails& details);

class ModelDetailsView : public QWidget
{
    Q_OBJECT

public:
    explicit ModelDetailsView(const Theme& theme, QWidget* parent = nullptr);

    void showNothing(const QString& why);
    void showReading(const KnownModel& model);
    void showDetails(const KnownModel& model, const app::ModelDetails& details);
    void showError(const KnownModel& model, const QString& message);

private:
    void clear(const QString& title);
    void addFact(const QString& name, const QString& value);
    void addPlace(const QString& path);
    void showNote(const QString& text, const char* look);

    const Theme& m_theme;
    QLabel* m_title;
    QFormLayout* m_facts;
    QLabel* m_note;
};

} // namespace ui
