"""What a worker writes down when a job fails."""

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from jiamenkou.jobs.models import Fault
from jiamenkou.siting.actions import solve_run
from tests.siting.test_worker import start_worker, wait_for


@pytest.mark.django_db(transaction=True)
def test_the_fault_of_a_job_is_kept_with_its_place_in_the_code_and_the_job_has_failed() -> None:
    mine = ProcrastinateJob.objects.filter(pk=solve_run.defer(run_id=-1))
    worker = start_worker()
    wait_for(lambda: mine.filter(status="failed").exists())
    worker.terminate()
    assert worker.wait(30) == 0
    fault = Fault.objects.get(job_id=mine.get().pk)
    assert fault.words.startswith("DoesNotExist: ScenarioRun matching query")
    assert "in solve_run" in fault.trace
