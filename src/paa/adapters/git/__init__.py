"""The git repository that a packaging repository lives in: one process per question, for everything at once."""

from paa.adapters.git.folders import commit_folders, top_folders
from paa.adapters.git.history import (
    ancestry,
    commits,
    commits_of_file,
    count_commits,
    find_commit,
    head_time,
    is_shallow,
    mainline,
    recent_mainline,
)
from paa.adapters.git.objects import blobs, commit_files, files_at, make_tag
from paa.adapters.git.refs import (
    current_branch,
    first_releases,
    is_branch_name,
    local_branches,
    move_refs,
    release_tags,
    show_head,
    tag_names,
)
from paa.adapters.git.remotes import fetch, fetch_branches, push, remote_address, remote_of, try_push
from paa.adapters.git.work_tree import check_out, find_work_tree, git_directory, uncommitted, update_work_tree

__all__ = [
    "ancestry",
    "blobs",
    "check_out",
    "commit_files",
    "commit_folders",
    "commits",
    "commits_of_file",
    "count_commits",
    "current_branch",
    "fetch",
    "fetch_branches",
    "files_at",
    "find_commit",
    "find_work_tree",
    "first_releases",
    "git_directory",
    "head_time",
    "is_branch_name",
    "is_shallow",
    "local_branches",
    "mainline",
    "make_tag",
    "move_refs",
    "push",
    "recent_mainline",
    "release_tags",
    "remote_address",
    "remote_of",
    "show_head",
    "tag_names",
    "top_folders",
    "try_push",
    "uncommitted",
    "update_work_tree",
]
