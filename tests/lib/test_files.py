"""A PDF is kept whole or not at all, whatever the disk says."""

import errno
import os
import subprocess

import pytest
from django.core.management import call_command

from collections_app.dunning.models import Notice
from collections_app.lib import files
from collections_app.tasks.models import Task
from tests import factories


def full(_descriptor):
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def left_in(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def tiny_disk(media):
    """A disk of 12 kB, on which no letter of ours has room."""
    mount = ["mount", "-t", "tmpfs", "-o", "size=12k", "tmpfs", str(media)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("a full disk needs leave to mount a small one: run the tests as root")
    yield media
    subprocess.run(["umount", str(media)], check=True)


def test_what_is_kept_can_be_read_and_no_other_file_remains(media):
    name, digest = files.keep(b"%PDF whole")

    assert files.read(name) == b"%PDF whole"
    assert [path.stem for path in left_in(media)] == [digest]


def test_what_the_disk_refuses_leaves_no_file(media, monkeypatch):
    monkeypatch.setattr(files.os, "fsync", full)

    with pytest.raises(OSError, match="No space left"):
        files.keep(b"%PDF whole")

    assert left_in(media) == []


def test_a_full_disk_leaves_no_empty_and_no_half_file(tiny_disk):
    with pytest.raises(OSError, match="No space left"):
        files.keep(os.urandom(100_000))

    assert left_in(tiny_disk) == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("disk", ["tiny_disk", "refusing_disk"])
def test_a_letter_without_room_is_parked_and_the_others_go(disk, request):
    folder = request.getfixturevalue(disk)
    company = factories.company()
    by_post, by_email = factories.customer(company), factories.customer(company)
    by_post.contacts.update(email="")
    for customer in (by_post, by_email):
        factories.invoice(customer, "2024-01-05", "1200.00")

    call_command("tick", "--as-of", "2024-01-10")

    states = dict(Notice.objects.values_list("customer", "state"))
    assert states == {by_post.pk: "planned", by_email.pk: "accepted"}
    task = Task.objects.get(kind="review_notice")
    assert task.customer == by_post
    assert "No space left" in task.values["error"]
    assert left_in(folder) == []


@pytest.fixture
def refusing_disk(media, monkeypatch):
    monkeypatch.setattr(files.os, "fsync", full)
    return media
