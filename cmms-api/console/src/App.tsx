import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { lazy, Suspense, useEffect } from 'react';
import { BrowserRouter, Route, Routes } from 'react-router';
import { ApiError } from './api/problem';
import { LiveUpdates } from './live/LiveUpdates';
import { OverviewPage } from './overview/OverviewPage';
import { LoginPage } from './session/LoginPage';
import { session } from './session/session';
import { useSessionState } from './session/useSession';
import { Announcer } from './ui/Announcer';
import { Logo } from './ui/Icon';
import { Shell } from './ui/Shell';
import { Empty } from './ui/states';
import { WorkOrderListPage } from './workorder/WorkOrderListPage';
import { AlarmListPage } from './alarm/AlarmListPage';
import { FiguresPage } from './alarm/FiguresPage';
import { SensorsPage } from './alarm/SensorsPage';
import { AssetListPage } from './asset/AssetListPage';
import { DeviceListPage } from './device/DeviceListPage';
import { DevicePage } from './device/DevicePage';
import { DiscoveredPage } from './device/DiscoveredPage';
import { RetentionPage } from './retention/RetentionPage';
import { WatchListPage } from './watchlist/WatchListPage';

// The pages with charts over time bring the chart library; the lists start without it.
const WorkOrderPage = lazy(() => import('./workorder/WorkOrderPage'));
const AlarmPage = lazy(() => import('./alarm/AlarmPage'));
const AssetPage = lazy(() => import('./asset/AssetPage'));
const TrendsPage = lazy(() => import('./trends/TrendsPage'));

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 2_000,
      // What the server has refused, it refuses again; only a missing or broken answer is worth another try.
      retry: (failures, error) => failures < 2 && (!(error instanceof ApiError) || error.status === 0 || error.status >= 500),
    },
  },
});

session.subscribe(() => {
  if (session.state === 'signed-out') queries.clear();
});

export function App() {
  const state = useSessionState();
  useEffect(() => void session.start(), []);

  if (state === 'starting') {
    return (
      <div className="starting" role="status" aria-label="Starting">
        <Logo size={40} />
      </div>
    );
  }
  if (state === 'signed-out') return <LoginPage />;
  return (
    <QueryClientProvider client={queries}>
      <Announcer>
        <LiveUpdates>
          <BrowserRouter>
            <Shell>
              <Suspense fallback={<div className="page" />}>
                <Routes>
                  <Route index element={<OverviewPage />} />
                  <Route path="work-orders" element={<WorkOrderListPage />} />
                  <Route path="work-orders/watch-list" element={<WatchListPage />} />
                  <Route path="work-orders/:id" element={<WorkOrderPage />} />
                  <Route path="alarms" element={<AlarmListPage />} />
                  <Route path="alarms/:asset/:detector" element={<AlarmPage />} />
                  <Route path="sensors" element={<SensorsPage />} />
                  <Route path="alarm-figures" element={<FiguresPage />} />
                  <Route path="assets" element={<AssetListPage />} />
                  <Route path="assets/:tag" element={<AssetPage />} />
                  <Route path="trends" element={<TrendsPage />} />
                  <Route path="trends/retention" element={<RetentionPage />} />
                  <Route path="devices" element={<DeviceListPage />} />
                  <Route path="devices/:tag" element={<DevicePage />} />
                  <Route path="discovered" element={<DiscoveredPage />} />
                  <Route path="*" element={<Empty icon="search" title="There is no such page" />} />
                </Routes>
              </Suspense>
            </Shell>
          </BrowserRouter>
        </LiveUpdates>
      </Announcer>
    </QueryClientProvider>
  );
}
