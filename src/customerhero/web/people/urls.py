"""The pages of this app."""

from django.urls import path

from customerhero.web.people import account, demo, invitations, kept_forms, persons, teams, trail

urlpatterns = [
    path("people/", persons.people, name="people"),
    path("people/<row:pk>/", persons.person, name="person"),
    path("people/<row:pk>/password-links", persons.password_links, name="password-links"),
    path("people/teams/", teams.teams, name="teams"),
    path("people/teams/<row:pk>/", teams.team, name="team"),
    path("people/invitations/", invitations.invitations, name="invitations"),
    path("people/invitations/<row:pk>/withdrawals", invitations.withdrawals, name="invitation-withdrawals"),
    path("invitations/<slug:token>/", invitations.invitation, name="invitation"),
    path("people/trail/", trail.trail, name="trail"),
    path("account/", account.account, name="account"),
    path("accounts/signup/", account.elsewhere, name="signup-closed"),
    path("accounts/email/", account.elsewhere, name="addresses-closed"),
    path("kept-form/", kept_forms.kept_form, name="kept-form"),
    path("kept-form/discards", kept_forms.kept_form_discards, name="kept-form-discards"),
    path("demo/sessions", demo.demo_sessions, name="demo-sessions"),
]
