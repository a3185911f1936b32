"""The pages of voice."""

from django.urls import path

from customerhero.web.voice import views

urlpatterns = [
    path("voice/", views.voice, name="voice"),
    path("voice/groups/", views.groups, name="voice-groups"),
    path("voice/moves/", views.moves, name="voice-moves"),
    path("voice/comments/", views.comments, name="voice-comments"),
]
