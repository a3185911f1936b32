"""What columns are called in Spanish, French, Dutch and Italian exports, where a name says surely what it is."""

from __future__ import annotations

from typing import Final

_BEFORE: Final = (
    "id", "id de", "code", "code de", "code du", "codigo", "codigo de", "codice", "numero", "numero de", "numero du",
    "numero di", "num", "no", "n",
)  # fmt: skip
_AFTER: Final = ("", "id", "code", "nr", "nummer", "no")


def _ids(*things: str) -> tuple[str, ...]:
    """What an id of these things is called: número de cliente, code client, klantnummer."""
    before = tuple(f"{word} {thing}" for thing in things for word in _BEFORE)
    return (*(f"{thing} {word}".strip() for thing in things for word in _AFTER), *before)


NAMES_ELSEWHERE: Final[dict[str, tuple[str, ...]]] = {
    "case_id": _ids(
        "caso", "incidencia", "solicitud", "reclamación", "dossier", "demande", "réclamation", "melding", "klacht",
        "verzoek", "zaak", "richiesta", "reclamo", "segnalazione", "pratica",
    ),
    "customer_id": _ids("cliente", "client", "klant", "abonado", "abonné", "socio", "adhérent"),
    "happened_at": ("fecha", "fecha y hora", "date et heure", "horodatage", "datum en tijd", "tijdstip", "data e ora"),
    "team_id": _ids(
        "equipo", "équipe", "grupo", "groupe", "groep", "gruppo", "squadra", "afdeling", "reparto", "departamento",
    ),
    "person_id": _ids(
        "agente", "operador", "operatore", "conseiller", "medewerker", "behandelaar", "asignado a", "assigné à",
        "toegewezen aan", "assegnato a",
    ),
    "opened_at": (
        "fecha de apertura", "fecha apertura", "apertura", "abierto", "abierto el", "fecha de creación",
        "fecha creación", "creado", "creado el", "date d ouverture", "date ouverture", "ouvert", "ouvert le",
        "date de création", "date création", "créé le", "geopend", "geopend op", "aangemaakt", "aangemaakt op",
        "openingsdatum", "aanmaakdatum", "data di apertura", "data apertura", "aperto il", "data di creazione",
        "data creazione", "creato il", "fecha",
    ),
    "resolved_at": (
        "fecha de resolución", "fecha resolución", "resuelto", "resuelto el", "date de résolution", "résolu le",
        "opgelost", "opgelost op", "data di risoluzione", "data risoluzione", "risolto il",
    ),
    "closed_at": (
        "fecha de cierre", "fecha cierre", "cierre", "cerrado", "cerrado el", "date de clôture", "date clôture",
        "date de fermeture", "clôturé le", "fermé le", "gesloten", "gesloten op", "afgesloten", "afgesloten op",
        "sluitingsdatum", "data di chiusura", "data chiusura", "chiuso il",
    ),
    "channel": ("canal", "kanaal", "canale"),
    "topic": (
        "tema", "asunto", "categoría", "motivo", "sujet", "objet", "catégorie", "motif", "onderwerp", "categorie",
        "argomento", "oggetto", "categoria",
    ),
    "priority": ("prioridad", "priorité", "prioriteit", "priorità"),
    "outcome": ("resultado", "estado", "résultat", "statut", "resultaat", "risultato", "esito", "stato"),
    "score": (
        "puntuación", "valoración", "calificación", "satisfacción", "note de satisfaction", "tevredenheid",
        "beoordeling", "punteggio", "valutazione", "soddisfazione",
    ),
    "comment": (
        "comentario", "comentarios", "commentaire", "commentaires", "opmerking", "opmerkingen", "toelichting",
        "commento", "commenti",
    ),
    "segment": ("segmento", "tarifa", "forfait", "tarief", "abonnement", "tariffa", "settore"),
    "name": (
        "nombre", "nombre del cliente", "nom", "nom du client", "naam", "klantnaam", "nome", "nome cliente",
        "ragione sociale", "raison sociale",
    ),
    "joined_at": (
        "fecha de alta", "fecha alta", "cliente desde", "date d inscription", "date inscription", "client depuis",
        "date d entrée", "klant sinds", "startdatum", "ingangsdatum", "data di iscrizione", "data iscrizione",
        "cliente dal",
    ),
    "left_at": (
        "fecha de baja", "fecha baja", "date de résiliation", "date résiliation", "résilié le", "date de départ",
        "opzegdatum", "einddatum", "opgezegd op", "data disdetta", "data di disdetta", "data recesso",
        "data cessazione",
    ),
    "leave_reason": (
        "motivo de baja", "motivo de la baja", "motif de résiliation", "motif de départ", "opzegreden",
        "reden van opzegging",
        "motivo disdetta", "motivo della disdetta",
    ),
    "period": (
        "mes", "mois", "maand", "mese", "fecha factura", "fecha de factura", "date de facture", "date facture",
        "factuurdatum", "data fattura",
    ),
    "amount": (
        "importe", "monto", "ingresos", "facturación", "montant", "chiffre d affaires", "revenu", "bedrag", "omzet",
        "importo", "ricavo", "ricavi", "fatturato",
    ),
    "currency": ("moneda", "divisa", "devise", "monnaie", "valuta", "munt"),
}  # fmt: skip
"""By column of ours; tried after the English and German names."""
