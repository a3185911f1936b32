"""The pages of this app."""

from django.urls import path

from customerhero.web.people import (
    account,
    demo,
    invitations,
    kept_forms,
    persons,
    second_step_pages,
    sessions,
    teams,
    trail,
    ways_in,
)

urlpatterns = [
    path("people/", persons.people, name="people"),
    path("people/<row:pk>/", persons.person, name="person"),
    path("people/<row:pk>/password-links", persons.password_links, name="password-links"),
    path("people/<row:pk>/session-endings", sessions.person_session_endings, name="person-session-endings"),
    path("people/<row:pk>/second-step-removals", second_step_pages.second_step_removals, name="second-step-removals"),
    path("people/second-steps/", second_step_pages.second_steps, name="second-steps"),
    path("people/teams/", teams.teams, name="teams"),
    path("people/teams/<row:pk>/", teams.team, name="team"),
    path("people/invitations/", invitations.invitations, name="invitations"),
    path("people/invitations/<row:pk>/withdrawals", invitations.withdrawals, name="invitation-withdrawals"),
    path("invitations/<slug:token>/", invitations.invitation, name="invitation"),
    path("people/trail/", trail.trail, name="trail"),
    path("account/", account.account, name="account"),
    path("account/sessions/", sessions.sessions, name="sessions"),
    path("account/sessions/endings", sessions.session_endings, name="session-endings"),
    path("account/second-step/", second_step_pages.first, name="second-step-first"),
    path("accounts/signup/", account.elsewhere, name="signup-closed"),
    path("accounts/email/", account.elsewhere, name="addresses-closed"),
    path("accounts/3rdparty/signup/", account.elsewhere, name="social-signup-closed"),
    path("account/way-in/", ways_in.ways_in, name="ways-in"),
    path("account/way-in/<str:token>/", ways_in.way_in, name="way-in"),
    path("kept-form/", kept_forms.kept_form, name="kept-form"),
    path("kept-form/discards", kept_forms.kept_form_discards, name="kept-form-discards"),
    path("demo/sessions", demo.demo_sessions, name="demo-sessions"),
]
