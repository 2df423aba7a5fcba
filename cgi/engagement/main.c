#include "complaints.h"
#include "goals.h"
#include "home.h"
#include "interactions.h"
#include "issues.h"
#include "notifications.h"
#include "predictions.h"
#include "products.h"
#include "surveys.h"

static const struct route routes[] = {
    { GET, "/api/v1/complaints", MAY("engagement:read"), &complaints_endpoint },
    { POST, "/api/v1/complaints", MAY("engagement:write"), &complaint_add_endpoint },
    { GET, "/api/v1/complaints/{id}", MAY("engagement:read"), &complaint_endpoint },
    { POST, "/api/v1/complaints/{id}/resolve", MAY("engagement:write"), &complaint_resolve_endpoint },
    { GET, "/api/v1/interactions", MAY("engagement:read"), &interactions_endpoint },
    { POST, "/api/v1/interactions", MAY("engagement:write"), &interaction_add_endpoint },
    { GET, "/api/v1/interactions/{id}", MAY("engagement:read"), &interaction_endpoint },
    { GET, "/api/v1/training-data", MAY_BY_COOKIE("exports:run"), &training_endpoint },
    { GET, "/api/v1/goals", MAY("engagement:read"), &goals_endpoint },
    { POST, "/api/v1/goals", MAY("engagement:write"), &goal_add_endpoint },
    { GET, "/api/v1/goals/{id}", MAY("engagement:read"), &goal_endpoint },
    { PATCH, "/api/v1/goals/{id}", MAY("engagement:write"), &goal_change_endpoint },
    { DELETE, "/api/v1/goals/{id}", MAY("engagement:write"), &goal_remove_endpoint },
    { GET, "/api/v1/surveys", MAY("engagement:read"), &surveys_endpoint },
    { POST, "/api/v1/surveys", MAY("engagement:write"), &survey_add_endpoint },
    { GET, "/api/v1/surveys/figures", MAY("engagement:read"), &survey_figures_endpoint },
    { GET, "/api/v1/surveys/{id}", MAY("engagement:read"), &survey_endpoint },
    { GET, "/api/v1/products", MAY("engagement:read"), &products_endpoint },
    { POST, "/api/v1/products", MAY("engagement:write"), &product_add_endpoint },
    { GET, "/api/v1/products/eligible", MAY("engagement:read"), &products_eligible_endpoint },
    { GET, "/api/v1/products/{id}", MAY("engagement:read"), &product_endpoint },
    { PATCH, "/api/v1/products/{id}", MAY("engagement:write"), &product_change_endpoint },
    { GET, "/api/v1/notifications", MAY("engagement:read"), &notifications_endpoint },
    { POST, "/api/v1/notifications", MAY("notifications:write"), &notification_add_endpoint },
    { GET, "/api/v1/notifications/{id}", MAY("engagement:read"), &notification_endpoint },
    { DELETE, "/api/v1/notifications/{id}", MAY("notifications:write"), &notification_remove_endpoint },
    { POST, "/api/v1/notifications/{id}/review", MAY("notifications:write"), &notification_review_endpoint },
    { POST, "/api/v1/notifications/{id}/confirm", MAY("notifications:write"), &notification_confirm_endpoint },
    { GET, "/api/v1/customer-issues", MAY("engagement:read"), &issues_endpoint },
    { POST, "/api/v1/customer-issues", MAY("engagement:write"), &issue_add_endpoint },
    { POST, "/api/v1/customer-issues/import", MAY("engagement:write"), &issue_import_endpoint },
    { GET, "/api/v1/customer-issues/{id}", MAY("engagement:read"), &issue_endpoint },
    { PATCH, "/api/v1/customer-issues/{id}", MAY("engagement:write"), &issue_change_endpoint },
    { DELETE, "/api/v1/customer-issues/{id}", MAY("engagement:write"), &issue_remove_endpoint },
    { GET, "/api/v1/incident-predictions", MAY("engagement:read"), &predictions_endpoint },
    { POST, "/api/v1/incident-predictions", MAY("engagement:write"), &prediction_add_endpoint },
    { POST, "/api/v1/incident-predictions/import", MAY("engagement:write"), &prediction_import_endpoint },
    { GET, "/api/v1/incident-predictions/{id}", MAY("engagement:read"), &prediction_endpoint },
    { PATCH, "/api/v1/incident-predictions/{id}", MAY("engagement:write"), &prediction_change_endpoint },
    { DELETE, "/api/v1/incident-predictions/{id}", MAY("engagement:write"), &prediction_remove_endpoint },
    { GET, "/api/v1/me/home", CUSTOMERS_ONLY, &my_home_endpoint },
    { GET, "/api/v1/me/score", CUSTOMERS_ONLY, &my_score_endpoint },
    { GET, "/api/v1/me/consent", CUSTOMERS_ONLY, &my_consent_endpoint },
    { PUT, "/api/v1/me/consent", CUSTOMERS_ONLY, &my_consent_change_endpoint },
    { GET, "/api/v1/me/goals", CUSTOMERS_ONLY, &my_goals_endpoint },
    { POST, "/api/v1/me/goals", CUSTOMERS_ONLY, &my_goal_add_endpoint },
    { PATCH, "/api/v1/me/goals/{id}", CUSTOMERS_ONLY, &my_goal_change_endpoint },
    { DELETE, "/api/v1/me/goals/{id}", CUSTOMERS_ONLY, &my_goal_remove_endpoint },
    { GET, "/api/v1/me/surveys", CUSTOMERS_ONLY, &my_surveys_endpoint },
    { POST, "/api/v1/me/surveys", CUSTOMERS_ONLY, &my_survey_add_endpoint },
    { GET, "/api/v1/me/notifications", CUSTOMERS_ONLY, &my_notifications_endpoint },
    { POST, "/api/v1/me/notifications/{id}/read", CUSTOMERS_ONLY, &my_notification_read_endpoint },
    { GET, "/api/v1/me/offers", CUSTOMERS_ONLY, &my_offers_endpoint },
    { POST, "/api/v1/me/offers/{id}/accept", CUSTOMERS_ONLY, &my_offer_accept_endpoint },
    { POST, "/api/v1/me/offers/{id}/reject", CUSTOMERS_ONLY, &my_offer_reject_endpoint },
    { GET, "/api/v1/me/complaints", CUSTOMERS_ONLY, &my_complaints_endpoint },
    { POST, "/api/v1/me/complaints", CUSTOMERS_ONLY, &my_complaint_add_endpoint },
    ROUTE_END,
};

static const struct app app = {
    .name = "engagement",
    .title = "Complaints, goals, surveys, offers, notifications, interactions, incidents; and the customer's own side.",
    .routes = routes,
    .queries = engagement_queries,
    .query_count = Q_COUNT,
    .compat = engagement_compat,
    .workers = 2,
};

int
main(int argc, char **argv)
{
    return app_main(&app, argc, argv);
}
